using System.Globalization;

namespace Patchlog.Rules.Tests.Differential;

/// <summary>Makes programs of joins, not, exists, or, from, modify, retract, salience and groups.</summary>
sealed class ProgramGenerator(int seed)
{
    static readonly string[] Types = ["A", "B", "C"];
    static readonly string[] Texts = ["x", "y", "z"];
    static readonly string[] Comparisons = ["==", "!=", "<", ">", "<=", ">=", "===", "!=="];

    readonly Random _random = new(seed);

    public RandomProgram Next()
    {
        var rules = Enumerable.Range(0, 1 + _random.Next(4)).Select(Rule).ToList();
        var facts = Enumerable.Range(0, 1 + _random.Next(7)).Select(_ => Fact()).ToList();
        return new RandomProgram(rules, facts);
    }

    RandomFact Fact() => new(
        Pick(Types),
        _random.Next(3),
        _random.Next(5),
        Pick(Texts),
        [.. Enumerable.Range(0, _random.Next(4)).Select(_ => 10 + _random.Next(4))]);

    RandomRule Rule(int index)
    {
        var scope = new List<string>();
        var values = new List<string>();
        var patterns = new List<RandomPattern>();
        var aliases = new Queue<string>(Shuffle("a", "b", "c", "d", "e"));
        var count = 1 + _random.Next(3);
        for (var i = 0; i < count; i++)
        {
            // nools adds up the alternatives of a second or instead of combining them.
            var mayBeOr = patterns.TrueForAll(pattern => pattern.Word != "or");
            patterns.Add(Pattern(aliases.Dequeue(), scope, values, mayBeOr));
        }

        return new RandomRule("R" + Number(index), Options(), patterns, Actions(scope));
    }

    List<string> Options()
    {
        var options = new List<string>();
        if (Chance(30))
            options.Add($"salience: {Number(_random.Next(-2, 3))}; ");
        if (Chance(12))
        {
            options.Add($"agenda-group: \"{Pick("g", "h")}\"; ");
            if (Chance(60))
                options.Add("auto-focus: true; ");
        }

        return options;
    }

    RandomPattern Pattern(string alias, List<string> scope, List<string> values, bool mayBeOr)
    {
        var kind = _random.Next(100);
        var type = Pick(Types);
        if (kind < 14 || (kind < 22 && scope.Count == 0))
            return new RandomPattern("not", $"{alias} : {type}", [Conditions(alias, scope, values)], "");
        if (kind < 22)
            return From(alias, scope, values);
        if (kind < 32)
            return new RandomPattern("exists", $"{alias} : {type}", [Conditions(alias, scope, values)], "");

        if (kind < 40 && mayBeOr)
        {
            string[] first = [$"{alias}.k == {Number(_random.Next(2))}"];
            string[] second = [$"{alias}.k == 2", .. Conditions(alias, scope, values)];
            var either = new RandomPattern("or", $"{alias} : {type}", [first, [.. second.Distinct()]], "");
            scope.Add(alias);
            return either;
        }

        var conditions = Conditions(alias, scope, values);
        var tail = "";
        if (Chance(20))
        {
            var name = "n" + Number(values.Count) + alias;
            tail = $" {{{Pick("k", "v")} : {name}}}";
            values.Add(name);
        }

        scope.Add(alias);
        return new RandomPattern("", $"{alias} : {type}", [conditions], tail);
    }

    RandomPattern From(string alias, List<string> scope, List<string> values)
    {
        var source = Pick([.. scope]);
        string[] conditions = Chance(50) ? [$"{alias} > {Number(10 + _random.Next(3))}"] : [];
        values.Add(alias);
        return new RandomPattern("", $"{alias} : Number", [conditions], $" from {source}.list");
    }

    List<string> Conditions(string alias, List<string> scope, List<string> values)
    {
        var conditions = new List<string>();
        while (Chance(55) && conditions.Count < 3)
        {
            var joins = scope.Count + values.Count > 0 && Chance(65);
            conditions.Add(joins ? Join(alias, scope, values) : Alone(alias));
        }

        return [.. conditions.Distinct()];
    }

    string Alone(string alias) => _random.Next(9) switch
    {
        0 => $"{alias}.s == '{Pick(Texts)}'",
        1 => $"{alias}.s =~ /{Pick("x|y", "^z", "[xz]")}/",
        2 => $"{alias}.v in [1, {Number(_random.Next(5))}]",
        3 => $"{alias}.k + {alias}.v > {Number(_random.Next(5))}",
        4 => $"odd({alias}.v)",
        5 => $"{alias}.v {Pick(Comparisons)} TWO",
        6 => $"!{alias}.k",
        _ => $"{alias}.{Pick("k", "v")} {Pick(Comparisons)} {Number(_random.Next(4))}",
    };

    string Join(string alias, List<string> scope, List<string> values)
    {
        var mine = $"{alias}.{Pick("k", "v", "k")}";
        var others = scope.Select(other => $"{other}.{Pick("k", "v", "k")}").Concat(values).ToArray();
        var other = Pick(others);
        var comparison = Chance(50) ? "==" : Pick(Comparisons);
        return _random.Next(6) switch
        {
            0 => $"{other} {comparison} {mine}",
            1 => $"{mine} + {other} {comparison} {Number(_random.Next(5))}",
            2 => $"({mine} == {other} || {mine} == {Number(_random.Next(4))})",
            _ => $"{mine} {comparison} {other}",
        };
    }

    List<string> Actions(List<string> scope)
    {
        var actions = new List<string>();
        for (var i = _random.Next(3); i > 0; i--)
            actions.Add(scope.Count > 0 ? Act(Pick([.. scope])) : Make("1"));
        return actions;
    }

    string Act(string alias) => _random.Next(9) switch
    {
        0 => $"modify({alias}, function () {{ this.v = this.v + 1; }}); ",
        1 => $"modify({alias}, function () {{ this.k = (this.k + 1) % 3; }}); ",
        2 => $"modify({alias}, function () {{ this.s = 'z'; this.v = 0; }}); ",
        3 => $"modify({alias}, function () {{ this.list = [this.v, 12]; }}); ",
        4 => $"if ({alias}.v > 3) {{ halt(); }} ",
        5 => $"focus(\"{Pick("g", "h", "main", "nowhere")}\"); ",
        6 => $"retract({alias}); ",
        7 => $"console.log({alias}.v, {alias}.s); ",
        _ => Make(alias + ".v"),
    };

    string Make(string value) =>
        $"assert(new {Pick(Types)}({{ k: {Number(_random.Next(3))}, v: {value} }})); ";

    bool Chance(int percent) => _random.Next(100) < percent;

    string Pick(params string[] items) => items[_random.Next(items.Length)];

    string[] Shuffle(params string[] items)
    {
        _random.Shuffle(items);
        return items;
    }

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
