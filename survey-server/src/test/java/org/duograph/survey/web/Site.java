package org.duograph.survey.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.store.Store;

/** A running server with the shipped study, whose clock a test moves. */
final class Site implements AutoCloseable {
    static final String PASSWORD = "hasty otter climbs ropes";
    static final String STUDY = "framework-usability";

    final HandClock clock = new HandClock();
    private final Settings settings;
    Store store;
    Server server;

    Site(Path data) {
        this(Settings.of(data));
    }

    Site(Settings settings) {
        this.settings = settings;
        open();
    }

    /** Settings for a folder where one is not as by default. */
    static Settings settings(Path data, Setting setting, String value) {
        return Settings.read(
                Map.of(Setting.DATA, data.toString(), Setting.PORT, "0", setting, value),
                Map.of(),
                Optional.empty());
    }

    /** Stops the server and starts it again, at another port. */
    void restart() {
        close();
        open();
    }

    private void open() {
        store = Store.open(settings.data(), clock);
        store.publish(shipped());
        server = Server.start(settings, store, clock);
    }

    /** Text of the study that comes with the server. */
    static String shipped() {
        try (InputStream in = Site.class.getResourceAsStream("/studies/" + STUDY + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Visitor visitor() {
        return new Visitor(server);
    }

    /** Somebody who has set the password by the link, and is logged in. */
    Visitor researcher() {
        Visitor visitor = visitor();
        Map<String, String> password = Map.of("password", PASSWORD, "again", PASSWORD);
        visitor.submit(server.setUpLink(), "/admin/setup", password);
        return visitor;
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
