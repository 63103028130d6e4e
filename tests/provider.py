"""A small OpenID Connect provider that speaks as Pro Santé Connect does, served over HTTP for the tests alone.

It holds one person, asks nobody anything, and checks what a provider must: the client, its secret, the redirection, the
code once, the verifier. `fault` names the one thing that it does wrong.
"""

import base64
import hashlib
import secrets
from urllib.parse import urlencode

from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from tests.served import Live

CLIENT, SECRET = "medcircuit-essai", "un-secret-de-client"
RPPS = "10001234560"
PRACTICE = {"exercices": [{"codeProfession": "10", "codeCategorieProfessionnelle": "C"}]}


class Provider:
    """Serve until closed; `address` is its issuer."""

    def __init__(self, clock):
        self.clock, self.fault, self.codes, self.tokens = clock, None, {}, {}
        self.ended, self.asked = [], []
        self.key = RSAKey.generate_key(2048, {"kid": "un", "use": "sig", "alg": "RS256"})
        self.told = {
            "sub": f"f:550dc1c8:8{RPPS}",
            "SubjectNameID": f"8{RPPS}",
            "preferred_username": f"8{RPPS}",
            "family_name": "ESSAI",
            "given_name": "PAULE",
            "SubjectRefPro": PRACTICE,
        }
        self.served = Live(self._app(), threads=2)
        self.address = f"{self.served.address}/realms/esante-wallet"
        self.discovery = f"{self.address}/.well-known/wallet-openid-configuration"

    def close(self):
        self.served.close()

    def _app(self):
        app, realm = Flask("provider"), "/realms/esante-wallet"
        for path, view, method in (
            ("/.well-known/wallet-openid-configuration", self.describe, "GET"),
            ("/auth", self.authorize, "GET"),
            ("/token", self.token, "POST"),
            ("/userinfo", self.userinfo, "GET"),
            ("/certs", self.certs, "GET"),
            ("/logout", self.logout, "GET"),
        ):
            app.add_url_rule(realm + path, view.__name__, view, methods=[method])
        return app

    def describe(self):
        ends = {
            "authorization_endpoint": "auth",
            "token_endpoint": "token",
            "userinfo_endpoint": "userinfo",
            "jwks_uri": "certs",
            "end_session_endpoint": "logout",
        }
        said = {name: f"{self.address}/{end}" for name, end in ends.items()}
        issuer = "https://elsewhere.example" if self.fault == "issuer of the description" else self.address
        return jsonify(said | {"issuer": issuer})

    def certs(self):
        return jsonify(KeySet([self.key]).as_dict(private=False))

    def authorize(self):
        asked = request.args
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "openid scope_all"
        self.asked.append(asked.to_dict())
        back = {"state": asked["state"]}
        if self.fault == "given up":
            back |= {"error": "access_denied"}
        else:
            back["code"] = secrets.token_urlsafe(16)
            self.codes[back["code"]] = asked.to_dict()
        return redirect(f"{asked['redirect_uri']}?{urlencode(back)}")

    def token(self):
        asked = self.codes.pop(request.form.get("code"), None)
        verifier = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        client = request.authorization and (request.authorization.username, request.authorization.password)
        if (
            asked is None
            or client != (CLIENT, SECRET)
            or request.form.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return jsonify({"error": "invalid_grant"}), 400
        access = secrets.token_urlsafe(16)
        self.tokens[access] = True
        return jsonify(
            {"access_token": access, "token_type": "Bearer", "id_token": self.proof(asked), "expires_in": 60}
        )

    def proof(self, asked):
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.address,
            "sub": self.told["sub"],
            "aud": CLIENT,
            "azp": CLIENT,
            "iat": now,
            "exp": now + 120,
            "nonce": asked["nonce"],
            "acr": asked["acr_values"],
        }
        claims |= {
            "nonce": {"nonce": "another"},
            "acr": {"acr": "eidas0"},
            "issuer": {"iss": "https://elsewhere.example"},
            "audience": {"aud": "another-client"},
            "party": {"azp": "another-client"},
            "expired": {"iat": now - 300, "exp": now - 31},
            "future": {"iat": now + 300, "exp": now + 600},
            "person": {"sub": "f:550dc1c8:899999999999"},
        }.get(self.fault, {})
        claims = {name: value for name, value in claims.items() if self.fault != f"no {name}"}
        if self.fault == "client's secret":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2), algorithms=["HS256"])
        if self.fault == "none":
            parts = (b'{"alg":"none"}', jwt.encode({"alg": "RS256"}, claims, self.key).split(".")[1].encode())
            return base64.urlsafe_b64encode(parts[0]).decode().rstrip("=") + "." + parts[1].decode() + "."
        other = RSAKey.generate_key(2048, {"kid": "un"})
        return jwt.encode(
            {"alg": "RS256", "kid": "un"}, claims, other if self.fault == "signature" else self.key
        )

    def userinfo(self):
        access = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if access not in self.tokens:
            return jsonify({"error": "invalid_token"}), 401
        return jsonify(self.told)

    def logout(self):
        self.ended.append(request.args.to_dict())
        said = request.args
        return redirect(f"{said['post_logout_redirect_uri']}?state={said['state']}")
