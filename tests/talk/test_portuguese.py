"""A ticket's whole life in Brazilian Portuguese, in people's own words, beside colleagues who speak Spanish."""

from tests.harness.transcripts import Conversation

PORTUGUESE = """
    {who} > /idioma
    {who} < ¿En qué idioma hablamos?
      [English] [Español] [Português] [Cancelar]
    {who} > português
    {who} < Pronto, seguimos em português.
    {who} < …
"""


def test_a_client_and_a_lead_speak_portuguese_beside_a_technician_who_does_not(chat: Conversation) -> None:
    chat(
        PORTUGUESE.format(who="Marta")
        + """
        > oi, quero abrir um chamado
        < Quem está com o problema? Escolha a pessoa afetada, ou escreva o nome. (1/4)
          [Marta Gómez] [Cancelar]
        > sou eu
        < Para qual telefone ligamos? Se não precisar, escreva “Pular”. (2/4)
          [Pular] [Voltar] [Cancelar]
        > não precisa
        < … (3/4)
          [Voltar] [Cancelar]
        > a impressora não imprime
        < Você tem uma foto ou captura? … (4/4)
          [Pronto] [Pular] [Voltar] [Cancelar]
        > não tenho foto
        < Veja se está certo: Pessoa afetada: Marta Gómez…Problema relatado: a impressora não imprime…
          [Confirmar] [Mudar…] [Voltar] [Cancelar]
        > pode abrir
        < Pronto, abri o Ticket 1. …
          [Ver o ticket]
        Julia < Entró un ticket nuevo. …
    """
    )
    chat(
        PORTUGUESE.format(who="Julia")
        + """
        Julia > passa o 1 para a ana
        Julia < Pronto, o Ticket 1 fica com Ana Torres.
        Ana < Julia Paz te asignó un ticket. …
        Marta < Ana vai atender o seu Ticket 1.
        Ana > /responder 1 ¿Está prendida?
        Ana < Se lo mandé a Marta (Ticket 1).
        Marta < Ana (suporte técnico), Ticket 1: ¿Está prendida?
        Marta > sim, está
        Marta < ...
        Ana < …sim, está
        Ana > /cerrar 1 Cambié el cable
        Ana < Cerré el Ticket 1. …
        Marta < Ana fechou o seu Ticket 1. Solução: Cambié el cable Resolveu?
          [Resolveu] [Continua igual]
        Marta > não, continua igual
        Marta < Reabri o Ticket 1. …
        Ana < Marta Gómez reabrió el Ticket 1: el problema sigue. …
        Ana < …não, continua igual
        Marta > meus tickets
        Marta < …Ticket 1…Aberto…
        Marta > agora sim, pode fechar
        Marta < Fechamos o Ticket 1?
          [Sim] [Não]
        Marta > sim
        Marta < Fechei o Ticket 1. …
        Ana < …agora sim, pode fechar
        Ana < Marta cerró el Ticket 1. …
    """
    )
    assert chat.desk.ticket(1)["status"] == "closed"


def test_its_commands_are_understood_in_every_language(chat: Conversation) -> None:
    chat("""
        > /novo
        < … (1/4)
        > voltar
        < …
        > cancelar
        < Cancelado: no abrí nada.
    """)
