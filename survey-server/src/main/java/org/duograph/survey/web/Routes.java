package org.duograph.survey.web;

import static org.duograph.survey.web.Access.AT_THE_DOOR;
import static org.duograph.survey.web.Access.EVERYBODY;

import io.javalin.config.RoutesConfig;

/** Every address of the server: who may use it and how often. {@link Gate} enforces both. */
final class Routes {
    private final Gate gate;
    private final Faults faults;
    private final Assets assets;
    private final LoginPages login;

    Routes(Gate gate, Faults faults, Assets assets, LoginPages login) {
        this.gate = gate;
        this.faults = faults;
        this.assets = assets;
        this.login = login;
    }

    void add(RoutesConfig routes) {
        routes.beforeMatched(gate::pass);
        faults.add(routes);
        routes.get("/assets/{name}", assets::send, EVERYBODY);

        routes.get("/admin/setup/{token}", login::showSetUp, AT_THE_DOOR, Limit.LOGIN);
        routes.post("/admin/setup", login::setUp, AT_THE_DOOR, Limit.LOGIN);
        routes.get("/admin/login", login::showLogin, AT_THE_DOOR);
        routes.post("/admin/login", login::login, AT_THE_DOOR, Limit.LOGIN);
        routes.post("/admin/logout", login::logout, AT_THE_DOOR);
    }
}
