package org.duograph.survey.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duograph.survey.store.FullDisk;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Page;
import org.duograph.survey.study.Studies;
import org.duograph.survey.study.Study;

/** A running server with the study of the paper, and somebody who takes part in it. */
final class Participation implements AutoCloseable {
    static final String STUDY = "/s/framework-usability";

    final Study study = Studies.frameworkUsability();
    final HandClock clock = new HandClock();
    final AtomicBoolean diskFull = new AtomicBoolean();
    private final Settings settings;
    Store store;
    Server server;
    Visitor visitor;

    Participation(Path data) {
        this(Settings.of(data));
    }

    Participation(Settings settings) {
        this.settings = settings;
        open();
        store.publish(Studies.text("framework-usability"));
        visitor = new Visitor(server);
    }

    private void open() {
        store = FullDisk.open(settings.data(), diskFull);
        server = Server.start(settings, store, clock);
    }

    /** Stops the server and starts it again on the same folder; the visitor stays. */
    void restart() {
        close();
        open();
        visitor.moveTo(server);
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }

    /** Agrees; returns the address of the first page. */
    String agree() {
        return visitor.submit(STUDY, STUDY, Map.of("agree", "1")).location();
    }

    /** The form of a page of questions, as the server sent it. */
    Map<String, String> form(String address) {
        return visitor.get(address).form(address.replaceFirst("[?#].*", ""));
    }

    /** Sends a page of questions with these answers besides what it holds. */
    Visitor.Answer answer(String address, Map<String, String> answers) {
        Map<String, String> form = form(address);
        answers.forEach((name, value) -> form.put(inForm(name), value));
        return visitor.post(address.replaceFirst("[?#].*", ""), form);
    }

    /** The input that has a study's field, or a field of the form's own. */
    static String inForm(String name) {
        return Form.OWN.contains(name) ? name : Form.nameOf(name);
    }

    /** Agrees and answers every page; returns the address that the last one leads to. */
    String answerAll() {
        String address = agree();
        while (address.contains("/page/")) {
            address = answer(address, answers(address)).location();
        }
        return address;
    }

    /** Answers everything and returns the form that sends. */
    Map<String, String> readyToSend() {
        answerAll();
        return visitor.get(STUDY + "/send").form(STUDY + "/send");
    }

    /** Right answers to all required questions of the page at this address. */
    Map<String, String> answers(String address) {
        String key = address.replaceFirst(".*/page/", "").replaceFirst("[?#].*", "");
        Page page =
                study.pages().stream().filter(p -> p.key().equals(key)).findFirst().orElseThrow();
        List<String> asked =
                new ArrayList<>(visitor.get(address).page().select("[name]").eachAttr("name"));
        Map<String, String> answers = new TreeMap<>();
        for (Field field : page.fields()) {
            if (field.question().required() && asked.contains(Form.nameOf(field.name()))) {
                switch (field.type()) {
                    case CHOICE -> answers.put(field.name(), field.options().get(0).code());
                    case NUMBER -> answers.put(field.name(), "20");
                    case TICK -> answers.put(field.name(), "1");
                    case WORDS -> {} // of "other", which is not chosen
                }
            }
        }
        return answers;
    }

    List<Response> responses() {
        return store.responses(study.id()).toList();
    }
}
