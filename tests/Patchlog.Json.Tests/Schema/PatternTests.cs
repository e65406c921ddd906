using System.Text.RegularExpressions;
using CsCheck;
using Patchlog.Json.Schema;
using Patchlog.Json.Schema.Patterns;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Schema;

/// <summary>Regular expressions of ECMA-262 in Unicode mode.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData("^\\p{Letter}+$", "πя日𝒳", true)]
    [InlineData("^\\p{L}+$", "1", false)]
    [InlineData("^\\p{Lu}\\p{Ll}*$", "Äpfel", true)]
    [InlineData("^\\p{Script=Greek}+$", "αβγ", true)]
    [InlineData("^\\p{sc=Grek}+$", "abc", false)]
    [InlineData("^\\p{Script_Extensions=Latin}$", "\u0363", true)]
    [InlineData("^\\P{ASCII}$", "é", true)]
    [InlineData("^\\p{Emoji_Presentation}$", "😀", true)]
    [InlineData("^[\\p{Nd}-]+$", "١-2", true)]
    [InlineData("^.$", "😀", true)]
    [InlineData("^.$", "\u2028", false)]
    [InlineData("^🐲*$", "🐲🐲", true)]
    [InlineData("^\\u{1F432}$", "🐲", true)]
    [InlineData("^\\uD83D\\uDC32$", "🐲", true)]
    [InlineData("^[🐲-🐴]$", "🐳", true)]
    [InlineData("^\\d+$", "١", false)]
    [InlineData("^\\w+$", "é", false)]
    [InlineData("^\\s$", "\uFEFF", true)]
    [InlineData("^\\cC$", "\u0003", true)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("a|b$", "cab", true)]
    [InlineData("^(?:ab){2,3}$", "ababab", true)]
    [InlineData("^(?:ab){2,3}$", "ab", false)]
    [InlineData("^a{0}b$", "b", true)]
    [InlineData("^(?=.*[A-Z])(?=.*\\d).{8,}$", "Passw0rd", true)]
    [InlineData("^(?=.*[A-Z])(?=.*\\d).{8,}$", "password", false)]
    [InlineData("^(?!.*\\.\\.)[a-z.]+$", "a.b.c", true)]
    [InlineData("^(?!.*\\.\\.)[a-z.]+$", "a..c", false)]
    [InlineData("(?<=a)b", "ab", true)]
    [InlineData("(?<=a+)b", "cb", false)]
    [InlineData("(?<!a)b", "ab", false)]
    [InlineData("\\bword\\b", "a word here", true)]
    [InlineData("\\bword\\b", "swords", false)]
    [InlineData("^(a|b)\\1$", "aa", true)]
    [InlineData("^(a|b)\\1$", "ab", false)]
    [InlineData("^(?<x>.)(?<y>.)\\k<y>\\k<x>$", "abba", true)]
    [InlineData("^(?:(a)|b)*\\1$", "ab", true)]
    [InlineData("^(?=(a+))a*b\\1$", "aaba", false)]
    [InlineData("(?<=\\1(a))b", "aab", true)]
    [InlineData("^(?:a?){3}$", "aa", true)]
    [InlineData("^(a*)*$", "aaa", true)]
    [InlineData("^[\\]\\\\]+$", "]\\", true)]
    [InlineData("(?:(?:(?:\\s)+|(?:^)*?)){1,3}", "c", true)]
    [InlineData("^[^]$", "x", true)]
    [InlineData("[]", "x", false)]
    [InlineData("", "anything", true)]
    public void A_pattern_means_what_ECMAScript_says(string pattern, string text, bool expected) =>
        Schemas.Compile(JsonObject.Of(new JsonMember("pattern", pattern))).IsValid(text).ShouldBe(expected);


    [Theory]
    [InlineData("a**")]
    [InlineData("*a")]
    [InlineData("a{2,1}")]
    [InlineData("a{")]
    [InlineData("}")]
    [InlineData("]")]
    [InlineData("[b-a]")]
    [InlineData("[\\d-a]")]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("(?<n>a)(?<n>b)")]
    [InlineData("\\k<n>")]
    [InlineData("\\2(a)")]
    [InlineData("\\Z")]
    [InlineData("\\a")]
    [InlineData("\\-")]
    [InlineData("\\_")]
    [InlineData("\\\"")]
    [InlineData("\\u{110000}")]
    [InlineData("\\u12")]
    [InlineData("\\x1")]
    [InlineData("\\c1")]
    [InlineData("\\01")]
    [InlineData("\\p{Greek}")]
    [InlineData("\\p{letter}")]
    [InlineData("\\p")]
    [InlineData("(?=a)*")]
    [InlineData("(?i:a)")]
    [InlineData("\\")]
    public void What_Unicode_mode_refuses_is_no_pattern(string pattern) =>
        Pattern.IsPattern(pattern).ShouldBeFalse();

    [Fact]
    public void Groups_nested_too_deep_are_a_fault() =>
        Pattern.IsPattern(new string('(', 5_000) + new string(')', 5_000)).ShouldBeFalse();

    [Fact]
    public void Both_engines_agree_with_the_framework_on_what_all_understand() =>
        Gen.Select(Patterns, Gen.Char["abc1 "].Array[0, 12]).Sample(
            (pattern, characters) =>
            {
                var text = new string(characters);
                var expected = Regex.IsMatch(
                    text, pattern.Replace("$", "\\z", StringComparison.Ordinal), RegexOptions.CultureInvariant,
                    Timeout.InfiniteTimeSpan);

                Occurs(pattern, text).ShouldBe(expected, pattern);
                // A look that always fits sends the pattern to the engine that backtracks.
                Occurs($"(?:{pattern})(?=)", text).ShouldBe(expected, pattern);
                Occurs($"(?=(?:{pattern}))", text).ShouldBe(expected, pattern);
            },
            iter: 1_000);

    [Fact]
    public void A_state_that_was_built_serves_all_threads()
    {
        var schema = Schemas.Compile("""{ "pattern": "^(a|b)*a(a|b){6}$" }""");
        var texts = Enumerable.Range(0, 512).Select(i => (JsonValue)Convert.ToString(i + 512, 2)
            .Replace('0', 'a').Replace('1', 'b')).ToArray();

        Parallel.For(0, 8, _ => Array.ForEach(texts, text =>
            schema.IsValid(text).ShouldBe(((JsonString)text).Value[^7] == 'a')));
    }

    [Fact]
    public void An_automaton_that_would_be_huge_leaves_the_work_to_the_other_engine()
    {
        var schema = Schemas.Compile("""{ "pattern": "(a|b)*a(a|b){18}$" }""");
        var random = new Random(1);
        var text = new string([.. Enumerable.Range(0, 3_000).Select(_ => random.Next(2) == 0 ? 'a' : 'b')]);

        schema.IsValid(text).ShouldBe(text[^19] == 'a');
        schema.IsValid(text + "c").ShouldBeFalse();
    }

    static Gen<string> Patterns { get; } = PatternOfDepth(3, hasAnchors: true);

    // The framework is wrong about repeated anchors: it finds no (?:(?:(?:\s)+|(?:^)*?)){1,3} in "c".
    static Gen<string> PatternOfDepth(int depth, bool hasAnchors)
    {
        var atom = Gen.OneOf("a", "b", "[ab]", "[^a]", ".", "\\d", "\\w", "\\s", "c");
        if (hasAnchors)
            atom = Gen.OneOf(atom, Gen.OneOf("^", "$"));

        if (depth == 0)
            return atom;

        var (inner, repeated) = (PatternOfDepth(depth - 1, hasAnchors), PatternOfDepth(depth - 1, hasAnchors: false));
        return Gen.OneOf(
            atom,
            Gen.Select(inner, inner, (first, second) => first + second),
            Gen.Select(inner, inner, (first, second) => $"(?:{first}|{second})"),
            Gen.Select(repeated, Gen.OneOf("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"), (item, times) => $"(?:{item}){times}"),
            inner.Select(item => $"({item})"));
    }

    [Fact]
    public void A_pattern_whose_states_grow_with_the_texts_is_decided_in_bounded_memory()
    {
        Pattern.TryParse("^(a|b)*a(a|b){300}$", 10_000, out var pattern, out _).ShouldBeTrue();
        var random = new Random(7);
        for (var text = 0; text < 200; text++)
        {
            var letters = string.Concat(Enumerable.Range(0, 600).Select(_ => random.Next(2) == 0 ? 'a' : 'b'));
            var budget = new WorkBudget();
            budget.Reset(SchemaLimits.Default.MaxWork);

            pattern!.Occurs(JsonString.From(letters).Utf8Text[1..^1], budget).ShouldBe(letters[^301] == 'a');
        }

        pattern!.Memory.ShouldBeLessThan(4 << 20);
    }

    static bool Occurs(string pattern, string text)
    {
        Pattern.TryParse(pattern, SchemaLimits.Default.MaxPatternLength, out var parsed, out var fault)
            .ShouldBeTrue(fault?.Detail);
        var budget = new WorkBudget();
        budget.Reset(SchemaLimits.Default.MaxWork);
        return parsed.ShouldNotBeNull().Occurs(JsonString.From(text).Utf8Text[1..^1], budget);
    }
}
