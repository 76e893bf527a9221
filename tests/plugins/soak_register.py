"""The soaks there are, by name. A suite that has something to try for longer adds it here."""

from api_soak import API_SOAKS
from consent_memory import CONSENT_SOAKS
from killed_folders import FOLDER_SOAKS
from soaking import Soak
from store_soaks import STORE_SOAKS

SOAKS: dict[str, Soak] = {soak.name: soak for soak in (*STORE_SOAKS, *CONSENT_SOAKS, *FOLDER_SOAKS, *API_SOAKS)}
