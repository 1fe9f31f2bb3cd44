package org.duograph.survey.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the server runs. What is not given takes {@link Setting#fallback()}.
 *
 * @param data folder of the store
 * @param host address to listen on
 * @param port port to listen on, 0 for any free one
 * @param url address participants use, if it differs from host and port
 * @param tls certificate, if the server itself speaks HTTPS
 * @param proxies addresses whose X-Forwarded headers are believed
 * @param limits whether requests are limited per address
 */
public record Settings(
        Path data,
        String host,
        int port,
        Optional<URI> url,
        Optional<Tls> tls,
        Set<String> proxies,
        boolean limits) {

    /** A PKCS#12 file with a certificate and its key. */
    public record Tls(Path keystore, String password) {

        /** Whether there is a key in the file, and the password opens it. */
        boolean holdsKey() {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(keystore)) {
                    store.load(in, password.toCharArray());
                }
                for (String alias : Collections.list(store.aliases())) {
                    if (store.isKeyEntry(alias)) return true;
                }
                return false;
            } catch (IOException | GeneralSecurityException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return "Tls[" + keystore + "]";
        }
    }

    /**
     * Something given cannot be used. The message says what was given, where, and what would do.
     */
    public static final class Wrong extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message);
        }
    }

    /** A value, and where it was given. */
    private record Given(String value, String where) {}

    /**
     * Flags go before the environment, the environment before the file.
     *
     * @param file properties file, one {@code name = value} a line
     * @throws Wrong if a value cannot be used or the file cannot be read
     */
    public static Settings read(
            Map<Setting, String> flags, Map<String, String> environment, Optional<Path> file) {
        Map<Setting, Given> given = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            given.put(setting, new Given(setting.fallback(), "the default"));
        }
        file.ifPresent(path -> given.putAll(readFile(path)));
        for (Setting setting : Setting.values()) {
            String variable = environment.get(setting.variable());
            if (variable != null) {
                given.put(setting, new Given(variable, "the environment, " + setting.variable()));
            }
            if (flags.containsKey(setting)) {
                given.put(setting, new Given(flags.get(setting), "--" + setting.key()));
            }
        }
        speak(given);
        return new Settings(
                path(given, Setting.DATA),
                text(given, Setting.HOST),
                port(given),
                url(given),
                tls(given),
                proxies(given),
                onOrOff(given, Setting.LIMITS));
    }

    /** Settings for a folder, everything else as by default, on any free port: for tests. */
    static Settings of(Path data) {
        return read(
                Map.of(Setting.DATA, data.toString(), Setting.PORT, "0"),
                Map.of(),
                Optional.empty());
    }

    /** Whether browsers reach the server by HTTPS, here or at a proxy before it. */
    public boolean encrypted() {
        return tls.isPresent() || url.filter(u -> "https".equals(u.getScheme())).isPresent();
    }

    /** Where browsers find the server, without a slash at the end. */
    public String address(int actualPort) {
        return url.map(u -> u.toString().replaceAll("/+$", ""))
                .orElseGet(() -> address(isAnywhere() ? OwnAddress.find() : named(), actualPort));
    }

    /** What whoever starts the server should know of the links that it hands out; often nothing. */
    public Optional<String> warning(int actualPort) {
        if (url.isPresent() || isLocal()) return Optional.empty();
        boolean found = !isAnywhere() || OwnAddress.find().isPresent();
        return Optional.of(
                found
                        ? "No --url is given, so links for participants begin with "
                                + address(actualPort)
                                + ". Try one on another device; if it does not open there, start"
                                + " again with --url and the address that others reach this"
                                + " computer by."
                        : "Links for participants begin with "
                                + address(actualPort)
                                + " and work on this computer only: no --url is given, and no"
                                + " address of this computer was found. Start again with --url and"
                                + " the address that others reach this computer by.");
    }

    private boolean isAnywhere() {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    }

    private boolean isLocal() {
        return host.equals("localhost")
                || host.startsWith("127.")
                || host.equals("::1")
                || host.equals("[::1]");
    }

    /** Where a browser on this computer finds the server. */
    public String local(int actualPort) {
        return address(isAnywhere() ? Optional.empty() : named(), actualPort);
    }

    private Optional<String> named() {
        return Optional.of(host.replaceAll("[\\[\\]]", ""));
    }

    private String address(Optional<String> host, int actualPort) {
        String name = host.orElse("localhost");
        return (tls.isPresent() ? "https://" : "http://")
                + (name.contains(":") ? "[" + name + "]" : name)
                + ":"
                + actualPort;
    }

    private static Map<Setting, Given> readFile(Path path) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Wrong("cannot read the settings file " + path + ": " + e.getMessage());
        }
        Map<Setting, Given> given = new EnumMap<>(Setting.class);
        for (String key : properties.stringPropertyNames()) {
            Setting setting =
                    Arrays.stream(Setting.values())
                            .filter(s -> s.key().equals(key))
                            .findFirst()
                            .orElseThrow(() -> new Wrong(unknown(path, key)));
            given.put(setting, new Given(properties.getProperty(key).strip(), path.toString()));
        }
        return given;
    }

    private static String unknown(Path path, String key) {
        String known =
                Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "));
        return path + " sets '" + key + "', which is no setting; there are " + known;
    }

    private static String text(Map<Setting, Given> given, Setting setting) {
        if (given.get(setting).value().isBlank()) {
            throw wrong(given, setting, "give it a value or leave it out");
        }
        return given.get(setting).value();
    }

    private static Path path(Map<Setting, Given> given, Setting setting) {
        try {
            return Path.of(text(given, setting)).toAbsolutePath().normalize();
        } catch (java.nio.file.InvalidPathException e) {
            throw wrong(given, setting, "give the path of a folder");
        }
    }

    private static int port(Map<Setting, Given> given) {
        String value = given.get(Setting.PORT).value();
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65535) {
            throw wrong(given, Setting.PORT, "give a number from 0 to 65535");
        }
        return Integer.parseInt(value);
    }

    private static Optional<URI> url(Map<Setting, Given> given) {
        String value = given.get(Setting.URL).value();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(value);
            boolean plain = uri.getQuery() == null && uri.getFragment() == null;
            boolean top = uri.getPath().isEmpty() || uri.getPath().equals("/");
            if (value.matches("https?://.*") && uri.getHost() != null && plain && top) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw wrong(given, Setting.URL, "give an address such as https://survey.example.org");
    }

    private static Optional<Tls> tls(Map<Setting, Given> given) {
        String keystore = given.get(Setting.TLS_KEYSTORE).value();
        if (keystore.isEmpty()) {
            return Optional.empty();
        }
        Tls tls = new Tls(Path.of(keystore), given.get(Setting.TLS_PASSWORD).value());
        if (!tls.holdsKey()) {
            throw wrong(
                    given,
                    Setting.TLS_KEYSTORE,
                    "give a PKCS#12 file with a certificate and its key, and its password as"
                            + " tls-password");
        }
        return Optional.of(tls);
    }

    private static Set<String> proxies(Map<Setting, Given> given) {
        Set<String> proxies =
                Arrays.stream(given.get(Setting.PROXIES).value().split(","))
                        .map(String::strip)
                        .filter(address -> !address.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
        if (!proxies.stream().allMatch(address -> address.matches("[0-9a-fA-F.:]+"))) {
            throw wrong(given, Setting.PROXIES, "give addresses such as 192.0.2.1, not names");
        }
        return proxies;
    }

    private static void speak(Map<Setting, Given> given) {
        String folder = given.get(Setting.MESSAGES).value();
        try {
            if (!folder.isEmpty()) Messages.speak(Path.of(folder));
        } catch (IllegalArgumentException e) {
            throw wrong(given, Setting.MESSAGES, e.getMessage());
        }
    }

    private static boolean onOrOff(Map<Setting, Given> given, Setting setting) {
        return switch (given.get(setting).value()) {
            case "on" -> true;
            case "off" -> false;
            default -> throw wrong(given, setting, "give on or off");
        };
    }

    private static Wrong wrong(Map<Setting, Given> given, Setting setting, String remedy) {
        Given found = given.get(setting);
        return new Wrong(
                setting.key()
                        + " is '"
                        + found.value()
                        + "' (from "
                        + found.where()
                        + "); "
                        + remedy);
    }
}
