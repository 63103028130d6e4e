// Who forgot a password or a PIN is told how to come back in, at the door and on a locked screen.

import { h } from "./dom.js";
import { t } from "./texts.js";

export const forgotten = () => h("details", {}, h("summary", {}, t("signin.forgot")), h("p", { class: "quiet" }, t("signin.forgot_how")));
