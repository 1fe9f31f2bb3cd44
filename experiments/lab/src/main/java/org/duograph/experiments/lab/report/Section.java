package org.duograph.experiments.lab.report;

import java.util.ArrayList;
import java.util.List;

/** A part of the report: words, tables and plots, in the order in which they are added. */
final class Section {
    private final String id;
    private final String title;
    private final List<Part> parts = new ArrayList<>();
    private String origin = "";

    /** One thing in a section. */
    sealed interface Part {
        /** A paragraph. */
        record Words(String text) implements Part {}

        /** A table. */
        record Numbers(Table table) implements Part {}

        /** A plot. */
        record Plot(String name, String caption, String svg) implements Part {}
    }

    /**
     * A section without parts.
     *
     * @param id its anchor
     * @param title its heading
     */
    Section(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** Says where the numbers come from. */
    Section origin(String text) {
        origin = text;
        return this;
    }

    /** Where the numbers come from; empty where there are none. */
    String origin() {
        return origin;
    }

    Section words(String text) {
        parts.add(new Part.Words(text));
        return this;
    }

    Section table(Table table) {
        parts.add(new Part.Numbers(table));
        return this;
    }

    /** Adds a plot, kept as {@code name.svg}. */
    Section plot(String name, String caption, String svg) {
        parts.add(new Part.Plot(name, caption, svg));
        return this;
    }

    /** Adds a plot and the table of its numbers; both files have the table's name. */
    Section figure(String caption, String svg, Table table) {
        return plot(table.name(), caption, svg).table(table);
    }

    /** The same without plots, and with other words in the place of each number. */
    Section withoutNumbers(String instead) {
        Section section = new Section(id, title).origin(origin);
        for (Part part : parts) {
            if (part instanceof Part.Numbers numbers) {
                section.table(numbers.table().withoutNumbers(instead));
            } else if (part instanceof Part.Words) {
                section.parts.add(part);
            }
        }
        return section;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    List<Part> parts() {
        return parts;
    }
}
