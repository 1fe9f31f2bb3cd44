package org.duograph.survey.results.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.duograph.survey.results.Base;
import org.duograph.survey.results.Comparison;
import org.duograph.survey.results.Estimate;
import org.duograph.survey.results.Finding;
import org.duograph.survey.results.Results;
import org.duograph.survey.statistics.Interval;

/** Writes computed results as JSON, numbers in full; what is not a finite number is null. */
public final class ResultsJson {

    private final JsonGenerator json;
    private final Map<Comparison, Double> adjusted;

    private ResultsJson(JsonGenerator json, Results results) {
        this.json = json;
        this.adjusted = results.adjusted();
    }

    /** Writes everything but the plots. */
    public static void write(Results results, OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("study", results.study().id());
            json.writeNumberField("version", results.study().version());
            json.writeBooleanField("synthetic", results.synthetic());
            json.writeStringField("filter", results.filter().query());
            json.writeNumberField("responses", results.n());
            json.writeStringField("tests", results.manyTests());
            json.writeArrayFieldStart("findings");
            for (Finding finding : results.findings()) {
                new ResultsJson(json, results).write(finding);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void write(Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", finding.id());
        json.writeStringField("title", finding.title());
        json.writeStringField("paper", finding.paper());
        json.writeStringField("reading", finding.reading());
        json.writeArrayFieldStart("estimates");
        for (Estimate estimate : finding.estimates()) {
            write(estimate);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("comparisons");
        for (Comparison comparison : finding.comparisons()) {
            write(comparison);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(Estimate estimate) throws IOException {
        json.writeStartObject();
        json.writeStringField("what", estimate.what());
        json.writeStringField("measure", estimate.measure().words());
        json.writeNumberField("n", estimate.n());
        base(estimate.base());
        number("value", estimate.value());
        number("paper", estimate.paper().orElse(Double.NaN));
        json.writeStringField("note", estimate.note());
        intervals(estimate.intervals());
        json.writeEndObject();
    }

    private void write(Comparison comparison) throws IOException {
        json.writeStartObject();
        json.writeStringField("what", comparison.what());
        json.writeNumberField("n", comparison.n());
        base(comparison.base());
        json.writeStringField("test", comparison.test());
        json.writeStringField("sides", "two");
        json.writeBooleanField("exact", comparison.exact());
        number("p", comparison.p());
        number("pHolm", adjusted.get(comparison));
        json.writeArrayFieldStart("sizes");
        for (Comparison.Size size : comparison.sizes()) {
            json.writeStartObject();
            json.writeStringField("name", size.name());
            number("value", size.value());
            intervals(size.interval() == null ? List.of() : List.of(size.interval()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void base(Base base) throws IOException {
        json.writeNumberField("asked", base.asked());
        json.writeNumberField("declined", base.declined());
    }

    private void intervals(List<Interval> intervals) throws IOException {
        json.writeArrayFieldStart("intervals");
        for (Interval interval : intervals) {
            json.writeStartObject();
            number("low", interval.low());
            number("high", interval.high());
            number("level", interval.level());
            json.writeStringField("kind", interval.kind());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }
}
