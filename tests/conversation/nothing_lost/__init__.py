"""Nothing that people send is dropped, however it crosses with what others do: each of these once was."""
