package org.duograph.survey.web;

import static org.duograph.survey.web.Access.AT_THE_DOOR;
import static org.duograph.survey.web.Access.EVERYBODY;
import static org.duograph.survey.web.Access.PROGRAM;

import io.javalin.config.RoutesConfig;

/** Every address of the server: who may use it and how often. {@link Gate} enforces both. */
final class Routes {
    private final Gate gate;
    private final Faults faults;
    private final Assets assets;
    private final LoginPages login;
    private final InstallTimeApi installTimes;

    Routes(Gate gate, Faults faults, Assets assets, LoginPages login, InstallTimeApi installTimes) {
        this.gate = gate;
        this.faults = faults;
        this.assets = assets;
        this.login = login;
        this.installTimes = installTimes;
    }

    void add(RoutesConfig routes) {
        routes.beforeMatched(gate::pass);
        faults.add(routes);
        routes.get("/assets/{name}", assets::send, EVERYBODY);

        routes.get("/api/install-times/{study}", installTimes::offer, PROGRAM, Limit.MEASUREMENTS);
        routes.post("/api/install-times", installTimes::receive, PROGRAM, Limit.MEASUREMENTS);

        routes.get("/admin/setup/{token}", login::showSetUp, AT_THE_DOOR, Limit.LOGIN);
        routes.post("/admin/setup", login::setUp, AT_THE_DOOR, Limit.LOGIN);
        routes.get("/admin/login", login::showLogin, AT_THE_DOOR);
        routes.post("/admin/login", login::login, AT_THE_DOOR, Limit.LOGIN);
        routes.post("/admin/logout", login::logout, AT_THE_DOOR);
    }
}
