package org.duograph.survey.timer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** The timer's side of the conversation with the survey server, which is JSON over HTTP. */
final class SurveyClient {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final String PATH = "api/install-times";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * What the server says about a study.
     *
     * @param open whether it takes measurements now
     * @param frameworks codes of the frameworks that may be measured
     * @param environments codes of the environments
     */
    @JsonIgnoreProperties(ignoreUnknown = true) // a newer server may say more
    record Offer(boolean open, List<String> frameworks, List<String> environments) {}

    /** The server has been reached and says no; it will say so again. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Answer(String error) {}

    /**
     * Asks what may be measured in a study.
     *
     * @throws IOException if the server cannot be reached or is in trouble
     * @throws Refused if it has no such study
     */
    Offer offer(StudyLink link) throws IOException, InterruptedException, Refused {
        HttpRequest.Builder get = to(link.server().resolve(PATH + "/" + link.study())).GET();
        return JSON.readValue(answer(get.build()), Offer.class);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Taken(boolean waiting) {}

    /**
     * Delivers a measurement. The server keeps one per id, so it is safe to deliver it again when
     * its answer was lost.
     *
     * @return whether it waits until a researcher approves it
     * @throws IOException if the server cannot be reached or is in trouble
     * @throws Refused if it will not take this measurement
     */
    boolean deliver(Envelope envelope) throws IOException, InterruptedException, Refused {
        HttpRequest.Builder post =
                to(target(envelope))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body(envelope)));
        if (envelope.token() != null) {
            post.header("Authorization", "Bearer " + envelope.token());
        }
        return JSON.readValue(answer(post.build()), Taken.class).waiting();
    }

    static URI target(Envelope envelope) {
        return URI.create(envelope.server()).resolve(PATH);
    }

    /** What {@code deliver} sends, to the letter. */
    static String body(Envelope envelope) throws IOException {
        return JSON.writeValueAsString(envelope.measurement());
    }

    private static HttpRequest.Builder to(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Accept", "application/json");
    }

    private String answer(HttpRequest request) throws IOException, InterruptedException, Refused {
        HttpResponse<String> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("%s cannot be reached".formatted(request.uri()), e);
        }
        int status = response.statusCode();
        if (status / 100 == 2) {
            return response.body();
        }
        String said = message(response.body());
        boolean later = status >= 500 || status == 408 || status == 429;
        String message = "%s answers with status %d: %s".formatted(request.uri(), status, said);
        if (later) {
            throw new IOException(message);
        }
        throw new Refused(message);
    }

    private static String message(String body) {
        try {
            String error = JSON.readValue(body, Answer.class).error();
            return error == null ? "no reason given" : error;
        } catch (JacksonException e) {
            return "is it a survey server?";
        }
    }
}
