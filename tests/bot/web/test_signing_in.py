"""Signing in over real HTTP: passwords, guessing, cookies."""

from dataclasses import replace

import httpx
from web_client import PASSWORD, form_key

from bot.config import Web
from records import audit, tries
from records.engine import open_records


def test_a_wrong_password_stays_outside(served):
    with served.client() as client:
        answer = client.post("/admin/sign-in", data={"name": "anna", "password": "wrong"})
        assert "名字或密码不对" in answer.text
        assert client.get("/admin/documents").status_code == 303


def test_guessing_is_stopped_but_not_for_who_signed_in_before_and_signing_out_ends_the_session(served, admin):
    with served.client() as client:
        for _ in range(tries.NAMED):
            client.post("/admin/sign-in", data={"name": "anna", "password": "wrong"})
        assert "请 15 分钟后再试" in client.post("/admin/sign-in", data={"name": "anna", "password": PASSWORD}).text
    again = admin.post("/admin/sign-in", data={"name": "anna", "password": PASSWORD})
    assert again.url.path == "/admin/documents"
    key = form_key(admin)
    cookie = dict(admin.cookies)
    admin.post("/admin/sign-out", data={"csrf": key})
    with served.client(cookies=cookie) as stolen:
        assert stolen.get("/admin/documents").status_code == 303
    records = open_records(served.config.records_url)
    with records.read() as reader:
        actions = [row.action for row in reader.execute(audit.audit.select())]
    records.close()
    assert actions == ["sign_in", *["sign_in_failed"] * tries.NAMED, "sign_in", "sign_out"]


def test_another_site_can_sign_nobody_in(served):
    form = {"name": "anna", "password": PASSWORD}
    answer = httpx.post(f"{served.address}/admin/sign-in", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.cookies.get("xuesi_admin")) == (403, None)


def test_signing_in_gives_a_token_that_nobody_could_plant(served):
    with served.client(cookies={"xuesi_admin": "planted"}) as client:
        client.post("/admin/sign-in", data={"name": "anna", "password": PASSWORD})
        tokens = {cookie.value for cookie in client.cookies.jar if cookie.name == "xuesi_admin"}
    assert len(tokens - {"planted"}) == 1


def test_cookies_keep_to_themselves(workspace):
    from bot_serving import running

    secure = replace(workspace, web=Web(https=True, path_prefix="/xuesi"))
    with running(secure) as served:
        kept = httpx.get(f"{served.address}/").headers["set-cookie"]
    assert all(part in kept for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/xuesi/"))
