package org.duograph.survey.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.css;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;

/**
 * So many people a second open the study and send their answers, whether or not the server keeps up.
 * Each reply means that the answers are on disk.
 *
 * <p>Settings: {@code -Dserver=http://localhost:8080 -Drate=500 -Dseconds=60 -Dwarmup=20}.
 */
public final class Submissions extends Simulation {
    private static final String SERVER = System.getProperty("server", "http://localhost:8080");
    private static final double RATE = Double.parseDouble(System.getProperty("rate", "500"));
    private static final int SECONDS = Integer.getInteger("seconds", 60);
    private static final int WARMUP = Integer.getInteger("warmup", 20);
    private static final int P99_MILLIS = 100;

    private static final String STUDY = "/s/framework-usability";

    private static ScenarioBuilder people(String name) {
        return scenario(name)
                .exec(
                        feed(new Participants(name.hashCode()).forms()),
                        http("open " + name)
                                .get(STUDY)
                                .check(css("input[name=csrf]", "value").saveAs("csrf")),
                        http("send " + name)
                                .post(STUDY + "/send")
                                .formParam("csrf", "#{csrf}")
                                .formParamMap(visit -> visit.getMap("form"))
                                .disableFollowRedirect()
                                .check(status().is(303), header("Location").exists()));
    }

    public Submissions() {
        setUp(
                        people("warming up")
                                .injectOpen(rampUsersPerSec(10).to(RATE).during(WARMUP))
                                .andThen(
                                        people("measured")
                                                .injectOpen(
                                                        constantUsersPerSec(RATE)
                                                                .during(SECONDS))))
                .protocols(http.baseUrl(SERVER))
                // A server that cannot keep up is not waited for.
                .maxDuration(WARMUP + SECONDS + 10)
                .assertions(
                        global().failedRequests().count().is(0L),
                        details("send measured").responseTime().percentile(99).lt(P99_MILLIS));
    }
}
