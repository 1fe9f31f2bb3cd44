package org.duograph.docs;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The LaTeX commands that stand for one sign or one word. */
final class TexSymbols {
    static final Map<String, String> LETTERS =
            table(
                    """
                    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ
                    iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ phi ϕ
                    varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π
                    Sigma Σ Phi Φ Psi Ψ Omega Ω partial ∂ nabla ∇ infty ∞ ell ℓ emptyset ∅
                    """);

    static final Map<String, String> OPERATORS =
            table(
                    """
                    cdot ⋅ times × odot ⊙ oplus ⊕ otimes ⊗ ast ∗ pm ± div ÷ circ ∘
                    le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ∼ equiv ≡ ll ≪ gg ≫
                    in ∈ notin ∉ subset ⊂ cup ∪ cap ∩ forall ∀ exists ∃ land ∧ lor ∨ neg ¬
                    to → rightarrow → leftarrow ← gets ← mapsto ↦ Rightarrow ⇒ top ⊤ mid ∣
                    ldots … dots … cdots ⋯ vdots ⋮ prime ′ mod mod colon :
                    """);

    static final Map<String, String> BIG = table("sum ∑ prod ∏ int ∫ bigcup ⋃ bigoplus ⨁");

    static final Map<String, String> FENCES =
            table(
                    "lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ langle ⟨ rangle ⟩ lvert | rvert | "
                            + "lVert ‖ rVert ‖ Vert ‖ vert | { { } } | ‖");

    static final Map<String, String> ACCENTS = table("hat ^ bar ¯ tilde ~ vec → dot ˙ overline ¯");

    static final Map<String, String> SPACES =
            table(", 0.167em : 0.222em ; 0.278em ! -0.167em quad 1em qquad 2em");

    static final Set<String> FUNCTIONS =
            Set.of("exp", "log", "ln", "sin", "cos", "tan", "tanh", "sinh", "cosh", "det", "sgn");

    static final Set<String> LIMIT_FUNCTIONS =
            Set.of("max", "min", "lim", "sup", "inf", "argmax", "argmin");

    private TexSymbols() {}

    private static Map<String, String> table(String pairs) {
        String[] words = pairs.strip().split("\\s+");
        Map<String, String> table = new HashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            table.put(words[i], words[i + 1]);
        }
        return Map.copyOf(table);
    }
}
