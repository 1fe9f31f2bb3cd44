package org.duograph.experiments.lab.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report for programs: goals, claims, and every measurement with all of its digits. */
final class ResultsJson {
    private ResultsJson() {}

    /**
     * The text, which {@link Run#read} reads again.
     *
     * @param shown this run, then earlier ones
     */
    static String of(List<Run> shown, Map<String, String> missing) throws IOException {
        Runs runs = new Runs(shown.stream().map(run -> new Results(run.measurements())).toList());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("environment", shown.get(0).environment());
        all.put("missing", missing);
        all.put("goals", goals(runs.now()));
        all.put("claims", claims(runs));
        all.put("measurements", shown.get(0).measurements());
        all.put("earlier", shown.subList(1, shown.size()));
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
    }

    private static List<Object> goals(Results results) {
        List<Object> goals = new ArrayList<>();
        for (Goal goal : Goals.of(results)) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("goal", goal.name());
            entry.put("wanted", goal.wanted());
            goal.outcome(results)
                    .ifPresent(
                            outcome -> {
                                entry.put("peer", outcome.peer().label());
                                entry.put("ratio", outcome.ratio().value());
                                entry.put("low", outcome.ratio().low());
                                entry.put("high", outcome.ratio().high());
                                entry.put("reached", outcome.reached());
                            });
            goals.add(entry);
        }
        return goals;
    }

    private static List<Object> claims(Runs runs) {
        List<Object> claims = new ArrayList<>();
        for (Claim claim : Claims.ALL) {
            Claim.Verdict verdict = runs.verdict(claim);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("claim", claim.words());
            entry.put("paper", claim.paper());
            entry.put("measured", verdict.measured());
            entry.put("verdict", verdict.mark().words);
            claims.add(entry);
        }
        return claims;
    }
}
