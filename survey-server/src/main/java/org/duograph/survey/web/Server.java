package org.duograph.survey.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.editor.Sketches;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Study;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The running web server. It does not own the store: whoever opened that closes it afterwards. */
public final class Server implements AutoCloseable {
    /** Largest request in bytes where nothing else is said. */
    static final int LARGEST_REQUEST = 200_000;

    /** Largest text of a study in bytes, as forms send it. */
    private static final int LARGEST_STUDY = Study.MOST_CHARACTERS * Form.BYTES_OF_A_LETTER;

    private static final int STOP_MILLIS = 8_000;

    private final Settings settings;
    private final LoginPages login;
    private final PublishedStudies studies;
    private final Javalin javalin;

    private Server(Settings settings, Store store, Clock clock) {
        this.settings = settings;
        Secret secret = new Secret(store.key());
        Cookies cookies = new Cookies(secret, settings.encrypted());
        Sessions sessions = new Sessions(cookies, store.accounts(), clock);
        Csrf csrf = new Csrf(secret, cookies, sessions, settings.url());
        ParticipantCookies participants = new ParticipantCookies(cookies);
        Pages pages = new Pages(sessions, csrf, participants);
        login = new LoginPages(store, sessions, pages, clock);
        studies = new PublishedStudies(store);
        Notices notices = new Notices(store, pages);
        LookPages looks = new LookPages(studies, pages);
        Sketches sketches = new Sketches(settings.data().resolve("sketches"));
        Routes routes =
                new Routes(
                        new Gate(settings, new Limits(clock), sessions, csrf),
                        new Faults(pages, csrf),
                        new Assets(),
                        new ConsentPages(store, studies, participants, pages, notices, clock),
                        new ParticipantPages(store, studies, participants, pages, notices),
                        new SubmissionPages(store, studies, participants, pages, notices, clock),
                        new LeavingPages(store, participants, pages, notices, this::address),
                        login,
                        new StudyPages(store, studies, looks, pages, this::address),
                        looks,
                        new ArchivePages(store),
                        new SchedulePages(store, studies, pages),
                        new SketchPages(store, sketches, pages),
                        new EditorPages(store, sketches, pages),
                        new InvitationPages(store, studies, pages, this::address),
                        new ResponsePages(store, studies, pages),
                        new MeasurementPages(store, studies, pages),
                        new ErasurePages(store, studies, pages),
                        new ResultsPages(store, pages, clock),
                        new RecordPages(store, pages),
                        new AccountPages(store, sessions, pages, this::address, clock),
                        new SettingsPages(store, sessions, pages, clock),
                        new HelpPages(pages),
                        new InstallTimeApi(store, studies));
        Map<String, String> headers = Headers.of(settings.encrypted());
        javalin =
                Javalin.create(
                        config -> {
                            configure(config, new EarlyFaults(pages, headers));
                            config.routes.before(ctx -> headers.forEach(ctx::header));
                            routes.add(config.routes);
                        });
    }

    /** Starts to listen; returns when pages are served. */
    public static Server start(Settings settings, Store store) {
        return start(settings, store, Clock.systemUTC());
    }

    /** In words for whoever started the server, why {@link #start} failed. */
    public static String why(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) root = root.getCause();
        String said = root.getMessage() == null ? root.toString() : root.getMessage();
        if (root instanceof UnknownHostException
                || root instanceof SocketException && said.startsWith("Unresolved")) {
            return "this computer has no address of the name given as --host (" + said + ")";
        }
        if (root instanceof SocketException) {
            return "it cannot listen there (%s). Stop the other server, or take another --port; --host must be an address of this computer."
                    .formatted(said);
        }
        return root.getClass().getSimpleName() + ": " + said;
    }

    static Server start(Settings settings, Store store, Clock clock) {
        requireFree(settings);
        Server server = new Server(settings, store, clock);
        server.javalin.start();
        return server;
    }

    /** Tries the address, so that nothing else has begun when it is not to be had. */
    private static void requireFree(Settings settings) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.host(), settings.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port it listens on; of interest if the settings say 0. */
    public int port() {
        return javalin.port();
    }

    /** All routes, for tests that try every one. */
    List<Endpoint> endpoints() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .toList();
    }

    /** Where participants find the server, without a slash at the end. */
    public String address() {
        return settings.address(port());
    }

    /** What whoever starts the server should know of {@link #address}; often nothing. */
    public Optional<String> warning() {
        return settings.warning(port());
    }

    /**
     * A link that sets the first administrator's password: works on this computer, once, for an
     * hour.
     */
    public String setUpLink() {
        return settings.local(port()) + "/admin/setup/" + login.openSetUp();
    }

    /** Where researchers log in, on this computer. */
    public String adminLink() {
        return settings.local(port()) + "/admin";
    }

    /** Stops listening; requests that have begun are answered first. */
    @Override
    public void close() {
        javalin.stop();
    }

    /** How large a request may be: large enough for all that a study asks, and little more. */
    private long largestRequest(String path) {
        if (path.equals("/admin/studies")) {
            return LARGEST_REQUEST + LARGEST_STUDY;
        }
        String[] parts = path.split("/");
        return parts.length > 2 && parts[1].equals("s")
                ? LARGEST_REQUEST + studies.largestForm(parts[2])
                : LARGEST_REQUEST;
    }

    private void configure(JavalinConfig config, EarlyFaults faults) {
        SlowClients slowClients = new SlowClients(settings, SlowClients.PATIENCE);
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = Long.MAX_VALUE; // see BodyLimit
        config.http.defaultContentType = "text/plain; charset=utf-8";
        // Compressed pages that hold a secret beside a visitor's words give the secret away
        // (BREACH).
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jetty.multipartConfig.maxTotalRequestSize(LARGEST_STUDY, SizeUnit.BYTES);
        config.jetty.multipartConfig.maxFileSize(LARGEST_STUDY, SizeUnit.BYTES);
        // In memory: what lies in a folder for temporary files, others might read.
        config.jetty.multipartConfig.maxInMemoryFileSize(LARGEST_STUDY, SizeUnit.BYTES);
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.modifyServer(
                server -> {
                    server.setStopTimeout(STOP_MILLIS);
                    server.setErrorHandler(faults);
                    // The first to see a request is the last one here.
                    if (settings.limits()) {
                        server.insertHandler(new ThreadsPerAddress(settings.proxies()));
                    }
                    server.insertHandler(slowClients.answering());
                    server.insertHandler(
                            new WholeBody(request -> Caller.network(request, settings.proxies())));
                    server.insertHandler(new HeadAsGet());
                    server.insertHandler(new BodyLimit(this::largestRequest));
                    server.insertHandler(slowClients);
                });
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(faults));
        config.jetty.addConnector(
                (server, http) -> {
                    ServerConnector connector =
                            settings.tls()
                                    .map(tls -> tlsConnector(server, http, tls))
                                    .orElseGet(
                                            () ->
                                                    new ServerConnector(
                                                            server,
                                                            new HttpConnectionFactory(http)));
                    connector.setHost(settings.host());
                    connector.setPort(settings.port());
                    connector.addBean(slowClients, false);
                    return connector;
                });
    }

    private static ServerConnector tlsConnector(
            org.eclipse.jetty.server.Server server, HttpConfiguration http, Settings.Tls tls) {
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStorePath(tls.keystore().toString());
        ssl.setKeyStorePassword(tls.password());
        ssl.setKeyStoreType("PKCS12");
        ssl.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        HttpConfiguration https = new HttpConfiguration(http);
        https.addCustomizer(new org.eclipse.jetty.server.SecureRequestCustomizer(false));
        return new ServerConnector(
                server,
                new SslConnectionFactory(ssl, "http/1.1"),
                new HttpConnectionFactory(https));
    }
}
