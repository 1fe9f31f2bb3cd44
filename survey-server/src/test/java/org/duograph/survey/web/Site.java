package org.duograph.survey.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.duograph.survey.store.Store;

/** A running server with the shipped study, whose clock a test moves. */
final class Site implements AutoCloseable {
    static final String PASSWORD = "hasty otter climbs ropes";
    static final String STUDY = "framework-usability";

    final HandClock clock = new HandClock();
    final Store store;
    final Server server;

    Site(Path data) {
        this(Settings.of(data));
    }

    Site(Settings settings) {
        store = Store.open(settings.data(), Clock.systemUTC());
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
