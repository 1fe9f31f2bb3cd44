package org.duograph.survey.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.duograph.survey.study.Answers;

/**
 * A response as the database keeps it. Read token by token: the results of a study read all of its
 * responses at once, and by reflection that takes longer.
 */
final class ResponseJson {
    /** Writes times as seconds with nine decimals, which are read much faster than dates. */
    private static final JsonMapper JSON =
            Line.JSON.rebuild().enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).build();

    private ResponseJson() {}

    static byte[] write(Response response) {
        try {
            return JSON.writeValueAsBytes(response);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Response read(byte[] json) {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> answers = new TreeMap<>();
        List<String> order = new ArrayList<>();
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                switch (in.nextToken()) {
                    case START_ARRAY -> {
                        while (in.nextToken() != JsonToken.END_ARRAY) order.add(in.getText());
                    }
                    case START_OBJECT -> {
                        while (in.nextToken() == JsonToken.FIELD_NAME) {
                            answers.put(in.currentName(), in.nextTextValue());
                        }
                    }
                    default -> texts.put(name, in.getText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The database holds an unreadable response", e);
        }
        return new Response(
                texts.get("id"),
                texts.get("study"),
                Integer.parseInt(texts.get("version")),
                texts.get("language"),
                order,
                instant(texts.get("started")),
                instant(texts.get("submitted")),
                Boolean.parseBoolean(texts.get("test")),
                new Answers(answers),
                Optional.ofNullable(texts.get("panel")),
                Remark.NONE);
    }

    private static Instant instant(String seconds) {
        int point = seconds.indexOf('.');
        return Instant.ofEpochSecond(
                Long.parseLong(seconds.substring(0, point)),
                Long.parseLong(seconds.substring(point + 1)));
    }
}
