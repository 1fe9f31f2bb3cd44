package org.duograph.survey.web;

import static org.duograph.survey.web.Access.ADMINISTRATOR;
import static org.duograph.survey.web.Access.AT_THE_DOOR;
import static org.duograph.survey.web.Access.EDITOR;
import static org.duograph.survey.web.Access.EVERYBODY;
import static org.duograph.survey.web.Access.PROGRAM;
import static org.duograph.survey.web.Access.READER;

import io.javalin.config.RoutesConfig;

/** Every address of the server: who may use it and how often. {@link Gate} enforces both. */
record Routes(
        Gate gate,
        Faults faults,
        Assets assets,
        ConsentPages consent,
        ParticipantPages participant,
        SubmissionPages submission,
        LeavingPages leaving,
        LoginPages login,
        StudyPages studies,
        LookPages looks,
        ArchivePages archives,
        SchedulePages schedules,
        SketchPages sketches,
        EditorPages editor,
        InvitationPages invitations,
        ResponsePages responses,
        MeasurementPages measurements,
        ErasurePages erasures,
        ResultsPages results,
        RecordPages records,
        AccountPages accounts,
        SettingsPages settings,
        HelpPages help,
        InstallTimeApi installTimes) {

    void add(RoutesConfig routes) {
        routes.beforeMatched(gate::pass);
        faults.add(routes);
        routes.get("/assets/{name}", assets::send, EVERYBODY);

        // Participants.
        routes.get("/", consent::welcome, EVERYBODY);
        routes.get("/i/{token}", consent::invited, EVERYBODY, Limit.TOKENS);
        routes.get("/r/{participant}", consent::resume, EVERYBODY, Limit.TOKENS);
        routes.get("/s/{study}", consent::show, EVERYBODY);
        routes.post("/s/{study}", consent::agree, EVERYBODY, Limit.ANSWERS);
        routes.get("/s/{study}/refused", consent::refused, EVERYBODY);
        routes.post("/s/{study}/refused", consent::refuse, EVERYBODY, Limit.ANSWERS);
        routes.get("/s/{study}/page/{page}", participant::show, EVERYBODY);
        routes.post("/s/{study}/page/{page}", participant::answer, EVERYBODY, Limit.ANSWERS);
        routes.get("/s/{study}/saved", leaving::saved, EVERYBODY);
        routes.get("/s/{study}/stop", leaving::stop, EVERYBODY);
        routes.post("/s/{study}/stop", leaving::stopped, EVERYBODY, Limit.ANSWERS);
        routes.get("/s/{study}/send", submission::review, EVERYBODY);
        routes.post("/s/{study}/send", submission::send, EVERYBODY, Limit.ANSWERS);
        routes.get("/s/{study}/receipt", submission::receipt, EVERYBODY);
        routes.get("/withdraw", leaving::showWithdraw, EVERYBODY);
        routes.post("/withdraw", leaving::withdraw, EVERYBODY, Limit.TOKENS);

        // Measured installations, from programs.
        routes.get("/api/install-times/{study}", installTimes::offer, PROGRAM, Limit.MEASUREMENTS);
        routes.post("/api/install-times", installTimes::receive, PROGRAM, Limit.MEASUREMENTS);

        // Getting in.
        routes.get("/admin/setup/{token}", login::showSetUp, AT_THE_DOOR, Limit.LOGIN);
        routes.post("/admin/setup", login::setUp, AT_THE_DOOR, Limit.LOGIN);
        routes.get("/admin/login", login::showLogin, AT_THE_DOOR);
        routes.post("/admin/login", login::login, AT_THE_DOOR, Limit.LOGIN);
        routes.post("/admin/logout", login::logout, AT_THE_DOOR);

        // Studies.
        routes.get("/admin", studies::list, READER);
        routes.get("/admin/new", studies::begin, EDITOR);
        routes.post("/admin/studies", studies::publish, EDITOR);
        routes.get("/admin/studies/{study}", studies::show, READER);
        routes.get("/admin/studies/{study}/edit", studies::edit, EDITOR);
        routes.get("/admin/studies/{study}/versions/{version}", studies::text, READER);
        routes.get("/admin/studies/{study}/versions/{version}/look", looks::published, READER);
        routes.get("/admin/looks/{look}", looks::unpublished, EDITOR);
        routes.get("/admin/studies/{study}/copy", studies::copy, EDITOR);
        routes.get("/admin/studies/{study}/study.zip", archives::send, READER);
        routes.post("/admin/studies/{study}/state", studies::move, EDITOR);
        routes.get("/admin/studies/{study}/dates", schedules::show, EDITOR);
        routes.post("/admin/studies/{study}/dates", schedules::change, EDITOR);
        routes.get("/admin/studies/{study}/invitations", invitations::list, EDITOR);
        routes.post("/admin/studies/{study}/invitations", invitations::issue, EDITOR);
        routes.post("/admin/studies/{study}/invitations/replace", invitations::replace, EDITOR);
        routes.get("/admin/studies/{study}/invitations/sheet", invitations::sheet, EDITOR);
        routes.get("/admin/studies/{study}/invitations/links.csv", invitations::csv, EDITOR);
        routes.get("/admin/studies/{study}/poster", invitations::poster, EDITOR);

        // What was kept, piece by piece.
        String response = "/admin/studies/{study}/responses/{response}";
        routes.get("/admin/studies/{study}/responses", responses::list, READER);
        routes.get(response, responses::show, READER);
        routes.post(response + "/note", responses::annotate, EDITOR);
        routes.post(response + "/exclude", responses::exclude, EDITOR);
        routes.post(response + "/include", responses::include, EDITOR);
        routes.get(response + "/erase", responses::askToErase, EDITOR);
        routes.post(response + "/erase", responses::erase, EDITOR);
        routes.get("/admin/studies/{study}/measurements", measurements::list, READER);
        routes.post("/admin/studies/{study}/measurements/approve", measurements::approve, EDITOR);
        routes.get("/admin/studies/{study}/measurements/erase", measurements::askToErase, EDITOR);
        routes.post("/admin/studies/{study}/measurements/erase", measurements::erase, EDITOR);
        routes.get("/admin/studies/{study}/invitations/erase", erasures::askForInvitation, EDITOR);
        routes.post("/admin/studies/{study}/invitations/erase", erasures::eraseInvitation, EDITOR);
        routes.get("/admin/studies/{study}/erase", erasures::askForStudy, ADMINISTRATOR);
        routes.post("/admin/studies/{study}/erase", erasures::eraseStudy, ADMINISTRATOR);

        // Studies in the making.
        routes.get("/admin/sketches", sketches::list, EDITOR);
        routes.post("/admin/sketches", sketches::begin, EDITOR);
        routes.get("/admin/sketches/{study}", editor::outline, EDITOR);
        routes.post("/admin/sketches/{study}", editor::change, EDITOR);
        routes.get("/admin/sketches/{study}/at/{place}", editor::part, EDITOR);
        routes.post("/admin/sketches/{study}/at/{place}", editor::fill, EDITOR);
        routes.get("/admin/sketches/{study}/add/{place}", editor::kinds, EDITOR);
        routes.get("/admin/sketches/{study}/text", editor::text, EDITOR);
        routes.post("/admin/sketches/{study}/text", editor::write, EDITOR);
        routes.get("/admin/sketches/{study}/translations", editor::translations, EDITOR);
        routes.post("/admin/sketches/{study}/translations", editor::translate, EDITOR);

        // Results.
        routes.get("/admin/studies/{study}/results", results::show, READER);
        routes.get("/admin/studies/{study}/report.html", results::report, READER);
        routes.get("/admin/studies/{study}/export/{file}", results::export, READER);

        // The server.
        routes.get("/admin/audit", records::show, ADMINISTRATOR);
        routes.get("/admin/accounts", accounts::list, ADMINISTRATOR);
        routes.post("/admin/accounts", accounts::invite, ADMINISTRATOR);
        routes.post("/admin/accounts/link", accounts::link, ADMINISTRATOR);
        routes.post("/admin/accounts/role", accounts::changeRole, ADMINISTRATOR);
        routes.post("/admin/accounts/remove", accounts::remove, ADMINISTRATOR);
        routes.get("/admin/help", help::list, READER);
        routes.get("/admin/help/template", help::template, READER);
        routes.get("/admin/help/{page}", help::show, READER);
        routes.get("/admin/settings", settings::show, READER);
        routes.post("/admin/backup", settings::backup, ADMINISTRATOR);
        routes.post("/admin/password", settings::changePassword, READER, Limit.LOGIN);
    }
}
