using Patchlog.Json;

namespace Patchlog.Rules.Tests.Differential;

/// <summary>A program in pieces, so that it can be made smaller.</summary>
sealed record RandomProgram(IReadOnlyList<RandomRule> Rules, IReadOnlyList<RandomFact> Facts)
{
    /// <summary>Firings after which a run is ended: many programs never end.</summary>
    const int Limit = 40;

    public string RulesText => string.Concat(
        "define A { k: 0, v: 0, s: 'x', list: [] }\n",
        "define B { k: 0, v: 0, s: 'x', list: [] }\n",
        "define C { k: 0, v: 0, s: 'x', list: [] }\n",
        "function odd(n) { return n % 2 == 1; }\n",
        "global TWO = 2;\n",
        string.Concat(Rules.Select(rule => rule.Text)));

    public JsonObject FactsJson => new JsonObject.Builder()
        .Set("limit", Limit)
        .Set("facts", JsonArray.Of([.. Facts.Select(fact => fact.Json)]))
        .Build();

    /// <summary>The programs that lack one piece of this one.</summary>
    public IEnumerable<RandomProgram> Smaller()
    {
        for (var i = 0; i < Rules.Count; i++)
            yield return this with { Rules = Without(Rules, i) };
        for (var i = 0; i < Facts.Count; i++)
            yield return this with { Facts = Without(Facts, i) };
        for (var i = 0; i < Rules.Count; i++)
        {
            foreach (var rule in Rules[i].Smaller())
                yield return this with { Rules = [.. Rules.Take(i), rule, .. Rules.Skip(i + 1)] };
        }
    }

    internal static IReadOnlyList<T> Without<T>(IReadOnlyList<T> items, int index) =>
        [.. items.Take(index), .. items.Skip(index + 1)];
}

/// <summary>One fact.</summary>
sealed record RandomFact(string Type, int K, int V, string S, int[] List)
{
    public JsonValue Json => new JsonObject.Builder()
        .Set("type", Type)
        .Set("data", new JsonObject.Builder()
            .Set("k", K)
            .Set("v", V)
            .Set("s", S)
            .Set("list", JsonArray.Of([.. List.Select(item => (JsonValue)item)]))
            .Build())
        .Build();
}

/// <summary>One rule.</summary>
sealed record RandomRule(
    string Name,
    IReadOnlyList<string> Options,
    IReadOnlyList<RandomPattern> Patterns,
    IReadOnlyList<string> Actions)
{
    public string Text => string.Concat(
        $"rule {Name} {{ {string.Concat(Options)}",
        $"when {{ {string.Join(" ", Patterns.Select(pattern => pattern.Text + ";"))} }} ",
        $"then {{ {string.Concat(Actions)} }} }}\n");

    public IEnumerable<RandomRule> Smaller()
    {
        for (var i = 0; i < Options.Count; i++)
            yield return this with { Options = RandomProgram.Without(Options, i) };
        for (var i = 0; i < Actions.Count; i++)
            yield return this with { Actions = RandomProgram.Without(Actions, i) };
        for (var i = Patterns.Count - 1; i >= 0 && Patterns.Count > 1; i--)
            yield return this with { Patterns = RandomProgram.Without(Patterns, i) };
        for (var i = 0; i < Patterns.Count; i++)
        {
            foreach (var pattern in Patterns[i].Smaller())
                yield return this with { Patterns = [.. Patterns.Take(i), pattern, .. Patterns.Skip(i + 1)] };
        }
    }
}

/// <summary>One pattern; several alternatives make an <c>or</c>.</summary>
sealed record RandomPattern(string Word, string Head, IReadOnlyList<IReadOnlyList<string>> Conditions, string Tail)
{
    public string Text
    {
        get
        {
            var alternatives = string.Join(
                ", ", Conditions.Select(parts => $"{Head} {string.Join(" && ", parts)}{Tail}".TrimEnd()));
            return Word.Length == 0 ? alternatives : $"{Word}({alternatives})";
        }
    }

    public IEnumerable<RandomPattern> Smaller()
    {
        for (var i = 0; i < Conditions.Count; i++)
        {
            for (var j = 0; j < Conditions[i].Count; j++)
            {
                var parts = RandomProgram.Without(Conditions[i], j);
                yield return this with { Conditions = [.. Conditions.Take(i), parts, .. Conditions.Skip(i + 1)] };
            }
        }

        if (Conditions.Count > 2)
            yield return this with { Conditions = RandomProgram.Without(Conditions, 0) };
        if (Tail.StartsWith(" {", StringComparison.Ordinal))
            yield return this with { Tail = "" };
    }
}
