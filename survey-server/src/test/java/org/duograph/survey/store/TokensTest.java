package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    @TempDir Path folder;

    private Store open() {
        Store store = Store.open(folder, Samples.AT_NOON);
        store.publish(Samples.yaml(1, "anonymous"));
        return store;
    }

    @Test
    void aTokenIsMadeAgainFromWhatIsKeptAndIsNotKeptItself() throws Exception {
        List<String> tokens;
        try (Store store = open()) {
            tokens = store.issueInvitations("tea", List.of("Ada", "Ben"));
        }
        try (Store store = open()) {
            assertThat(store.invitations("tea"))
                    .extracting(invitation -> store.token(invitation).orElseThrow())
                    .isEqualTo(tokens);
        }
        for (String token : tokens) assertThat(Folders.holding(folder, token)).isEmpty();
    }

    @Test
    void anOlderInvitationIsThereStillButItsTokenCannotBeMadeAgain() throws Exception {
        String token = "token of an older server";
        String json =
                "{\"type\":\"invitations_issued\",\"study\":\"tea\","
                        + "\"invitations\":[{\"tokenHash\":\"%s\",\"label\":\"Ada\"}]}";
        Event event = Line.JSON.readValue(json.formatted(Secrets.hash(token)), Event.class);
        open().close();
        List<Line> lines = new ArrayList<>();
        Segments.read(folder.resolve("journal"), 0, lines::add);
        Line next = new Line(lines.size() + 1, Samples.NOON, event);
        Files.write(Folders.journal(folder).get(0), next.bytes(), StandardOpenOption.APPEND);
        try (Store store = open()) {
            Invitation ada = store.invitation(Secrets.hash(token)).orElseThrow();
            assertThat(ada.label()).isEqualTo("Ada");
            assertThat(store.token(ada)).isEmpty();

            List<String> newer = store.issueInvitations("tea", List.of("Ben"));
            assertThat(store.curation().replaceInvitations("somebody", "tea")).isEqualTo(1);
            assertThat(store.invitation(Secrets.hash(token))).isEmpty();
            List<Invitation> now = store.invitations("tea");
            assertThat(now).extracting(Invitation::label).containsExactly("Ben", "Ada");
            assertThat(store.token(now.get(0))).contains(newer.get(0));
            String fresh = store.token(now.get(1)).orElseThrow();
            assertThat(store.invitation(Secrets.hash(fresh))).contains(now.get(1));
            assertThat(store.curation().replaceInvitations("somebody", "tea")).isZero();
        }
    }
}
