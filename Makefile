.PHONY: setup run test bench soak fuzz lock
LOCK = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

setup run test bench soak fuzz:
	python3 dev.py $@

lock:
	$(LOCK) --upgrade --all-extras --output-file requirements/lock.txt
	$(LOCK) --extra scale --constraint requirements/lock.txt --output-file requirements/core.txt
	$(LOCK) --extra scale --extra sentry --extra traces --constraint requirements/lock.txt --output-file requirements/watched.txt
