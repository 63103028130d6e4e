"""What the environment says of the address and of Pro Santé Connect, and what is refused at the start."""

import pytest

from medcircuit.kernel.provider import ProviderUnusable
from medcircuit.kernel.settings import DatabaseUrlUnusable, Settings
from medcircuit.kernel.site import OriginUnusable, Site

WHOLE = {
    "MEDCIRCUIT_ORIGIN": "https://soins.exemple.fr",
    "MEDCIRCUIT_PSC_DISCOVERY": "https://psc.exemple.fr/.well-known/wallet-openid-configuration",
    "MEDCIRCUIT_PSC_CLIENT_ID": "soins",
    "MEDCIRCUIT_PSC_SECRET": "chut",
}


def test_nothing_is_switched_on_by_default():
    settings = Settings.read({})
    assert (settings.site, settings.provider) == (None, None)


def test_pro_sante_connect_is_on_where_all_of_it_is_stated_and_its_secret_is_shown_nowhere(tmp_path):
    settings = Settings.read(WHOLE)
    assert settings.provider.secret == "chut"
    assert "chut" not in repr(settings)
    kept = tmp_path / "secret"
    kept.write_text("du fichier\n", encoding="utf-8")
    by_file = {name: value for name, value in WHOLE.items() if name != "MEDCIRCUIT_PSC_SECRET"}
    assert Settings.read(by_file | {"MEDCIRCUIT_PSC_SECRET_FILE": str(kept)}).provider.secret == "du fichier"


@pytest.mark.parametrize(
    "change",
    [
        {"MEDCIRCUIT_ORIGIN": ""},
        {"MEDCIRCUIT_PSC_DISCOVERY": ""},
        {"MEDCIRCUIT_PSC_CLIENT_ID": ""},
        {"MEDCIRCUIT_PSC_SECRET": ""},
        {"MEDCIRCUIT_PSC_SECRET_FILE": "/aussi"},
        {"MEDCIRCUIT_PSC_SECRET": "", "MEDCIRCUIT_PSC_SECRET_FILE": "/nulle/part"},
        {"MEDCIRCUIT_PSC_DISCOVERY": "http://psc.exemple.fr/configuration"},
        {"MEDCIRCUIT_PSC_DISCOVERY": "https://[psc"},
    ],
)
def test_half_of_the_settings_of_pro_sante_connect_are_refused(change):
    with pytest.raises(ProviderUnusable):
        Settings.read(WHOLE | change)


@pytest.mark.parametrize(
    ("text", "origin", "host"),
    [
        ("https://soins.exemple.fr", "https://soins.exemple.fr", "soins.exemple.fr"),
        ("https://Soins.Exemple.fr:8443/ ", "https://soins.exemple.fr:8443", "soins.exemple.fr"),
        ("http://localhost:8000", "http://localhost:8000", "localhost"),
    ],
)
def test_an_address_is_over_tls_or_on_this_machine(text, origin, host):
    site = Site.read(text)
    assert (site.origin, site.host) == (origin, host)


@pytest.mark.parametrize(
    "text",
    [
        "http://soins.exemple.fr",
        "https://soins.exemple.fr/chemin",
        "https://soins.exemple.fr?a=b",
        "https://moi@soins.exemple.fr",
        "soins.exemple.fr",
        "https://",
        "https://[::1",
        "https://soins.exemple.fr:port",
    ],
)
def test_any_other_address_is_refused(text):
    with pytest.raises(OriginUnusable):
        Site.read(text)


@pytest.mark.parametrize(
    "url",
    [
        "garbage",
        "mysql://x/y",
        "postgres://u@h/x",
        "postgresql+psycopg2://u@h/x",
        "postgresql://u:p@h:abc/x",
        "postgresql://u@h",
        "sqlite://",
    ],
)
def test_an_address_of_no_database_that_can_serve_is_refused_without_its_password(url):
    with pytest.raises(DatabaseUrlUnusable) as refused:
        Settings.read({"MEDCIRCUIT_DATABASE_URL": url})
    assert "u:p" not in str(refused.value)


def test_the_database_is_embedded_in_the_folder_unless_an_address_is_stated(tmp_path):
    embedded = Settings.read({"MEDCIRCUIT_DATA": str(tmp_path), "MEDCIRCUIT_DATABASE_URL": "  "})
    assert embedded.database_url == f"sqlite:///{tmp_path / 'medcircuit.sqlite'}"
    assert embedded.nothing_here
    (tmp_path / "medcircuit.sqlite").touch()
    assert not embedded.nothing_here
    assert not Settings.read({"MEDCIRCUIT_DATABASE_URL": "postgresql://u@h/x"}).nothing_here
    assert Settings.read({"MEDCIRCUIT_DATA": ""}).data.name == "data"
