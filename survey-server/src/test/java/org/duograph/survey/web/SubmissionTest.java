package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.survey.web.Participation.STUDY;
import static org.duograph.survey.web.Participation.inForm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duograph.survey.store.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers are sent once, whatever participants and networks do, and can be taken back. */
class SubmissionTest {
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

    @Test
    void whatIsSentIsKeptWithOrderLanguageAndVersionButNoTime() {
        String receipt = receipt(visitor.post(SEND, taking.readyToSend()));
        assertThat(receipt).matches("([0-9A-Z]{5}-){3}[0-9A-Z]{5}");
        Response response = taking.responses().get(0);
        assertThat(response.version()).isEqualTo(1);
        assertThat(response.language()).isEqualTo("en");
        assertThat(response.order()).containsExactlyInAnyOrder("tensorflow", "caffe2");
        assertThat(response.submitted().toString()).endsWith("T00:00:00Z");
        assertThat(response.answers().get("install_minutes.caffe2.local")).contains("20");
        assertThat(taking.study.check(response.order(), response.answers())).isEmpty();
        assertThat(taking.store.counts("framework-usability").drafts()).isZero();
    }

    @Test
    void twentyEqualRequestsAtOnceGiveOneRecordAndTwentyEqualReceipts() throws Exception {
        Map<String, String> form = taking.readyToSend();
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<Future<String>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Visitor same = visitor.copy();
            sent.add(threads.submit(() -> receipt(same, same.post(SEND, form))));
        }
        List<String> receipts = new ArrayList<>();
        for (Future<String> one : sent) {
            receipts.add(one.get());
        }
        threads.shutdown();
        assertThat(receipts).hasSize(20).containsOnly(receipts.get(0));
        assertThat(taking.responses()).hasSize(1);
    }

    @Test
    void sendingAgainAfterGoingBackGivesTheSameReceipt() {
        Map<String, String> form = taking.readyToSend();
        String receipt = receipt(visitor.post(SEND, form));
        assertThat(receipt(visitor.post(SEND, form))).isEqualTo(receipt);
        assertThat(taking.responses()).hasSize(1);
    }

    @Test
    void otherAnswersUnderTheSameNumberAreRefused() {
        Map<String, String> form = taking.readyToSend();
        visitor.post(SEND, form);
        form.put(inForm("comment"), "I changed my mind");
        Visitor.Answer answer = visitor.post(SEND, form);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).contains("Other answers were sent already");
        assertThat(taking.responses().get(0).answers().get("comment")).isEmpty();
    }

    @Test
    void aPageChangedAfterSendingSaysThatItCameTooLateAndGivesTheInputBack() {
        String first = taking.agree();
        Map<String, String> page = taking.form(first);
        String address = first;
        while (address.contains("/page/")) {
            address = taking.answer(address, taking.answers(address)).location();
        }
        visitor.post(SEND, visitor.get(SEND).form(SEND));
        page.put(inForm("role"), "teacher");
        Visitor.Answer late = visitor.post(first, page);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.body()).contains("sent already", "teacher");
        assertThat(visitor.get(SEND).location()).startsWith(STUDY + "/receipt");
    }

    @Test
    void theFormThatSendsMayBeOpenForADayAndOverARestart() {
        Map<String, String> form = taking.readyToSend();
        taking.restart();
        taking.clock.pass(Duration.ofHours(24));
        assertThat(receipt(visitor.post(SEND, form))).isNotBlank();
    }

    @Test
    void handMadeAnswersAreCheckedLikeAll() {
        Map<String, String> form = taking.readyToSend();
        Map<String, String> wrong =
                Map.of(
                        "experience_years", "ages", // no option
                        "install_minutes.caffe2.local", "-1", // out of range
                        "role", "", // required
                        "prefer.cnn", "keras", // no option
                        "shoe_size", "46", // not asked
                        "order", "caffe2 caffe2",
                        "version", "7",
                        "submission", "1");
        wrong.forEach(
                (name, value) -> {
                    Map<String, String> changed = new HashMap<>(form);
                    changed.put(inForm(name), value);
                    assertThat(visitor.post(SEND, changed).status())
                            .as("%s = '%s'", name, value)
                            .isEqualTo(name.equals("version") ? 404 : 422);
                });
        Map<String, String> hidden = new HashMap<>(form);
        hidden.put(
                inForm("install_status.caffe2.local"),
                "never_tried"); // so no minutes are asked for
        assertThat(visitor.post(SEND, hidden).status()).isEqualTo(422);
        Map<String, String> incomplete = new HashMap<>(form);
        incomplete.remove(inForm("prefer.rnn"));
        assertThat(visitor.post(SEND, incomplete).body()).contains("still need an answer");
        assertThat(taking.responses()).isEmpty();
    }

    @Test
    void aFullDiskLosesNothingThatWasTypedAndIsOverWhenThereIsSpace() {
        String first = taking.agree();
        Map<String, String> page = taking.form(first);
        taking.answers(first).forEach((name, value) -> page.put(inForm(name), value));
        page.put(inForm("role"), "other");
        page.put(inForm("role.other"), "juggler");
        taking.diskFull.set(true);
        Visitor.Answer refused = visitor.post(first, page);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("could not be saved").doesNotContain("Exception");
        Map<String, String> again = refused.form(first);
        assertThat(again).containsEntry("answer.role.other", "juggler");
        taking.diskFull.set(false);
        String address = visitor.post(first, again).location();
        while (address.contains("/page/")) {
            address = taking.answer(address, taking.answers(address)).location();
        }
        Map<String, String> form = visitor.get(SEND).form(SEND);
        taking.diskFull.set(true);
        refused = visitor.post(SEND, form);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(taking.responses()).isEmpty();
        taking.diskFull.set(false);
        assertThat(receipt(visitor.post(SEND, refused.form(SEND)))).isNotBlank();
        assertThat(taking.responses()).hasSize(1);
    }

    @Test
    void anAnswerGivenTwiceInOneFormIsRefused() {
        String form =
                "csrf="
                        + taking.form(taking.agree()).get("csrf")
                        + "&answer.role=student&answer.role=teacher";
        assertThat(visitor.post(STUDY + "/page/experience", form).status()).isEqualTo(422);
    }

    @Test
    void aPersonalLinkTakesOneAnswer() {
        String token =
                taking.store.issueInvitations("framework-usability", List.of("seat 1")).get(0);
        visitor.get("/i/" + token);
        Map<String, String> form = taking.readyToSend();
        Visitor other = new Visitor(taking.server);
        other.get("/i/" + token);
        visitor.post(SEND, form);
        assertThat(taking.responses()).hasSize(1);
        Visitor.Answer again = new Visitor(taking.server).get("/i/" + token);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body()).contains("answered already");
        assertThat(other.submit(STUDY, STUDY, Map.of("agree", "1")).status()).isEqualTo(409);
    }

    @Test
    void fiftySubmissionsWithOneTokenKeepOne() throws Exception {
        String token =
                taking.store.issueInvitations("framework-usability", List.of("seat 1")).get(0);
        visitor.get("/i/" + token);
        Map<String, String> form = taking.readyToSend();
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<Future<Integer>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Visitor same = visitor.copy();
            Map<String, String> another = new HashMap<>(form);
            another.put("submission", java.util.UUID.randomUUID().toString());
            sent.add(threads.submit(() -> same.post(SEND, another).status()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> one : sent) {
            statuses.add(one.get());
        }
        threads.shutdown();
        assertThat(statuses).containsOnlyOnce(303);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(49);
        assertThat(taking.responses()).hasSize(1);
    }

    @Test
    void aTrialIsKeptApart() {
        Map<String, String> consent = visitor.get(STUDY + "?trial=1").form(STUDY);
        consent.put("agree", "1");
        String address = visitor.post(STUDY, consent).location();
        while (address.contains("/page/")) {
            address = taking.answer(address, taking.answers(address)).location();
        }
        Map<String, String> form = visitor.get(SEND).form(SEND);
        String receipt = receipt(visitor.post(SEND, form));
        assertThat(receipt(visitor.post(SEND, form))).isEqualTo(receipt);
        assertThat(taking.responses()).isEmpty();
        assertThat(taking.store.testResponses("framework-usability")).hasSize(1);
    }

    @Test
    void theReceiptDeletesTheAnswersAndNothingElseDoes() {
        Map<String, String> form = taking.readyToSend();
        String receipt = receipt(visitor.post(SEND, form));
        Visitor later = new Visitor(taking.server);
        assertThat(withdraw(later, receipt, "").status()).isEqualTo(422);
        assertThat(withdraw(later, "AAAAA-BBBBB-CCCCC-DDDDD", "1").body()).contains("No answers");
        assertThat(taking.responses()).hasSize(1);
        assertThat(withdraw(later, " " + receipt.toLowerCase() + " ", "1").body())
                .contains("were deleted");
        assertThat(taking.responses()).isEmpty();
        assertThat(withdraw(later, receipt, "1").status()).isEqualTo(422);
        assertThat(visitor.post(SEND, form).status()).isEqualTo(409);
    }

    @Test
    void theReceiptIsShownInTheBrowserThatSentForAnHourAndInNoOther() {
        visitor.post(SEND, taking.readyToSend());
        assertThat(visitor.get(STUDY + "/receipt").status()).isEqualTo(200);
        assertThat(new Visitor(taking.server).get(STUDY + "/receipt").location()).isEqualTo(STUDY);
        taking.agree();
        assertThat(visitor.get(STUDY + "/receipt").location()).isEqualTo(STUDY);
    }

    private Visitor.Answer withdraw(Visitor visitor, String code, String sure) {
        return visitor.submit("/withdraw", "/withdraw", Map.of("code", code, "sure", sure));
    }

    private String receipt(Visitor.Answer sent) {
        return receipt(visitor, sent);
    }

    private static String receipt(Visitor visitor, Visitor.Answer sent) {
        assertThat(sent.status()).as(sent.body()).isEqualTo(303);
        return visitor.get(sent.location()).page().select("#receipt").text();
    }
}
