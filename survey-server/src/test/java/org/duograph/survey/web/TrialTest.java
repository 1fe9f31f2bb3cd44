package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.survey.web.Participation.STUDY;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.survey.store.Counts;
import org.duograph.survey.store.Secrets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trying a study out leaves no trace in what is counted, and every page says that it is a trial.
 */
class TrialTest {
    private static final String ID = "framework-usability";
    private static final String SEND = STUDY + "/send";

    @TempDir Path data;
    private Participation taking;
    private Visitor visitor;

    @BeforeEach
    void start() {
        taking = new Participation(data);
        visitor = taking.visitor;
    }

    @AfterEach
    void stop() {
        taking.close();
    }

    private Visitor.Answer trial(String address) {
        Visitor.Answer page = visitor.get(address);
        assertThat(page.page().select(".demo").text()).as(address).contains("never counted");
        return page;
    }

    private String agree() {
        Map<String, String> consent = trial(STUDY + "?trial=1").form(STUDY);
        consent.put("agree", "1");
        return visitor.post(STUDY, consent).location();
    }

    @Test
    void everyPageOfATrialSaysSoUpToTheReceiptAndBeyond() {
        String address = agree();
        while (address.contains("/page/")) {
            trial(address);
            address = taking.answer(address, taking.answers(address)).location();
        }
        trial(STUDY + "/saved");
        trial(STUDY + "/stop");
        Map<String, String> send = trial(SEND).form(SEND);
        Visitor.Answer receipt = trial(visitor.post(SEND, send).location());
        Map<String, String> withdraw = receipt.form("/withdraw");
        withdraw.put("sure", "1");
        Visitor.Answer withdrawn = visitor.post("/withdraw", withdraw);
        assertThat(withdrawn.page().select(".demo")).hasSize(1);
        assertThat(taking.store.counts(ID).withdrawn()).isZero();
        assertThat(visitor.get(STUDY).page().select(".demo")).isEmpty();
    }

    @Test
    void aTrialIsNeitherBegunNorLeftNorInTheFunnel() {
        String address = agree();
        taking.answer(address, taking.answers(address));
        taking.answer(address, Map.of("go", "save"));
        Counts counts = taking.store.counts(ID);
        assertThat(counts.drafts()).isZero();
        assertThat(counts.draftsByPage()).isEmpty();
        Funnel funnel = Funnel.of(taking.study, counts);
        assertThat(funnel.began()).isZero();
        assertThat(funnel.stages()).allMatch(stage -> stage.reached() == 0 && stage.left() == 0);
        taking.restart();
        assertThat(taking.store.counts(ID)).isEqualTo(counts);
        assertThat(trial(STUDY + "?trial=1").body()).contains("Go on where you stopped");
    }

    @Test
    void aTrialSpendsNoPersonalLink() {
        String token = taking.store.issueInvitations(ID, List.of("seat 1")).get(0);
        visitor.get("/i/" + token);
        String address = agree();
        while (address.contains("/page/")) {
            address = taking.answer(address, taking.answers(address)).location();
        }
        visitor.submit(SEND, SEND, Map.of());
        assertThat(taking.store.testResponses(ID)).hasSize(1);
        assertThat(taking.store.invitation(Secrets.hash(token)).orElseThrow().answered()).isFalse();
        visitor.post(SEND, taking.readyToSend());
        assertThat(taking.responses()).hasSize(1);
        assertThat(taking.store.invitation(Secrets.hash(token)).orElseThrow().answered()).isTrue();
    }

    @Test
    void aTrialTakesNoTurnInTheOrderOfFrameworks() {
        String first = visitorsFirstFramework();
        for (int i = 0; i < 3; i++) {
            taking.visitor = visitor = new Visitor(taking.server);
            agree();
        }
        assertThat(visitorsFirstFramework()).isNotEqualTo(first);
    }

    private String visitorsFirstFramework() {
        taking.visitor = new Visitor(taking.server);
        String address = taking.agree();
        return taking.answer(address, taking.answers(address)).location();
    }

    @Test
    void whoStandsBeforeTheLastButtonHasReachedEveryPage() {
        taking.answerAll();
        Funnel funnel = Funnel.of(taking.study, taking.store.counts(ID));
        assertThat(funnel.began()).isEqualTo(1);
        assertThat(funnel.stages()).allMatch(stage -> stage.reached() == 1 && stage.left() == 0);
    }
}
