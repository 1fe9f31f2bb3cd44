package org.duograph.survey.results.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The script by which R reads the values with their labels. It has only ASCII characters, so that
 * it means the same on every machine.
 */
final class RScript {

    private static final String HEAD =
            """
            # Reads data.csv, which lies beside this file: setwd("..."), then source("read.R").
            # answers       one row per response: choices are factors, scales and ranks are numbers
            #               whose labels are in attr(, "labels"); attr(, "label") is the question.
            # why_missing   the same rows and columns: why there is no answer, NA where there is one.

            answers <- read.csv("data.csv", check.names = FALSE, encoding = "UTF-8",
                                colClasses = "character", na.strings = character(0))
            why_missing <- answers[integer(0)]

            take <- function(column, label, reasons) {
              x <- as.numeric(answers[[column]])
              why_missing[[column]] <<- factor(x, levels = reasons, labels = names(reasons))
              x[x %in% reasons] <- NA
              attr(x, "label") <- label
              x
            }
            choice <- function(column, label, labels, reasons) {
              x <- take(column, label, reasons)
              answers[[column]] <<- structure(factor(x, levels = labels, labels = names(labels)),
                                              label = label)
            }
            ordered_numbers <- function(column, label, labels, reasons) {
              answers[[column]] <<- structure(take(column, label, reasons), labels = labels)
            }
            amount <- function(column, label, reasons) {
              answers[[column]] <<- take(column, label, reasons)
            }
            day <- function(column, label) {
              x <- answers[[column]]
              x[x == ""] <- NA
              answers[[column]] <<- structure(as.Date(x), label = label)
            }
            words <- function(column, label) {
              answers[[column]] <<- structure(answers[[column]], label = label)
            }

            """;

    private RScript() {}

    static String of(Variables variables) {
        StringBuilder script = new StringBuilder(HEAD);
        for (Variable variable : variables.answers()) {
            String call =
                    switch (variable.measure()) {
                        case NOMINAL -> "choice";
                        case ORDINAL -> "ordered_numbers";
                        case SCALE -> "amount";
                        case DAY -> "day";
                        case WORDS -> "words";
                    };
            script.append(call).append('(').append(text(variable.column()));
            script.append(",\n  ").append(text(variable.label()));
            if (call.equals("choice") || call.equals("ordered_numbers")) {
                script.append(",\n  ").append(numbers(distinct(variable.labels())));
            }
            if (variable.measure().isNumber()) {
                script.append(",\n  ").append(numbers(variable.reasons()));
            }
            script.append(")\n");
        }
        return script.append("rm(take, choice, ordered_numbers, amount, day, words)\n").toString();
    }

    /**
     * Numbers by label; where two have the same, the number is added, or R would take them as one.
     */
    private static Map<String, Integer> distinct(Map<Integer, String> labels) {
        Map<String, Integer> distinct = new LinkedHashMap<>();
        labels.forEach(
                (number, label) ->
                        distinct.put(
                                distinct.containsKey(label) ? label + " (" + number + ")" : label,
                                number));
        return distinct;
    }

    private static String numbers(Map<String, Integer> named) {
        return named.entrySet().stream()
                .map(entry -> text(entry.getKey()) + " = " + entry.getValue())
                .collect(Collectors.joining(", ", "c(", ")"));
    }

    private static String text(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') {
                                quoted.append('\\').appendCodePoint(c);
                            } else if (c >= ' ' && c < 127) {
                                quoted.appendCodePoint(c);
                            } else {
                                quoted.append(String.format("\\U%08X", c));
                            }
                        });
        return quoted.append('"').toString();
    }
}
