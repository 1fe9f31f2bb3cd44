package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Optional;

/**
 * Cookies that we signed. Nobody can make up or change a value, but their owner can read it. Over
 * HTTPS their names begin with {@code __Host-}, by which browsers keep other hosts from setting
 * them.
 */
final class Cookies {
    private final Secret secret;
    private final boolean encrypted;

    Cookies(Secret secret, boolean encrypted) {
        this.secret = secret;
        this.encrypted = encrypted;
    }

    /** The cookie's value, if the browser sent one with our signature. */
    Optional<String> read(Context ctx, String name) {
        String cookie = ctx.cookie(fullName(name));
        int dot = cookie == null ? -1 : cookie.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String value = cookie.substring(0, dot);
        return secret.verify("cookie " + name, value, cookie.substring(dot + 1))
                ? Optional.of(value)
                : Optional.empty();
    }

    /**
     * @param value letters, digits, {@code - _ .} only
     */
    void write(Context ctx, String name, String value, Duration age) {
        String signed = value + "." + secret.sign("cookie " + name, value);
        set(ctx, name, signed, Math.toIntExact(age.toSeconds()));
    }

    void remove(Context ctx, String name) {
        set(ctx, name, "", 0);
    }

    private void set(Context ctx, String name, String value, int seconds) {
        ctx.cookie(
                new Cookie(
                        fullName(name), value, "/", seconds, encrypted, true, null, SameSite.LAX));
    }

    private String fullName(String name) {
        return (encrypted ? "__Host-" : "") + name;
    }
}
