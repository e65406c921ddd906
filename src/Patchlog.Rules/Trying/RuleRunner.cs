using System.Globalization;
using Patchlog.Json;

namespace Patchlog.Rules.Trying;

/// <summary>Asserts facts in a session, matches, and looks at what is left.</summary>
/// <param name="session">A fresh session.</param>
/// <param name="facts">What it is given.</param>
/// <param name="recorder">The session's observer.</param>
sealed class RuleRunner(RuleSession session, FactsFile facts, RunRecorder recorder)
{
    readonly Queue<GivenFact> _later = new(facts.During);
    GivenFact? _refused;
    RuleFault? _assertError;
    RuleFault? _matchError;

    /// <summary>Does all of it, once.</summary>
    public RuleRun Run()
    {
        if (facts.Facts.All(TryAssert))
            Match();

        var left = ReadFacts();

        return new()
        {
            Steps = recorder.Steps,
            Facts = left,
            RefusedFact = _refused,
            AssertError = _assertError,
            MatchError = _matchError,
            LimitHit = recorder.LimitHit,
        };
    }

    void Match()
    {
        RuleFault? fault;
        var isDone = _later.Count == 0
            ? session.TryMatch(out fault)
            : session.TryMatchUntilHalt(_ => _later.TryDequeue(out var fact) && TryAssert(fact), out fault);
        if (!isDone)
            _matchError = fault;
    }

    bool TryAssert(GivenFact fact)
    {
        if (session.TryAssert(fact.Type, [fact.Value], out _, out var fault))
            return true;

        (_refused, _assertError) = (fact, fault);
        return false;
    }

    /// <summary>The facts at the end. What is not JSON is a fault of the match that made it.</summary>
    List<RuleRunFact> ReadFacts()
    {
        var left = new List<RuleRunFact>();
        var bytes = 0L;
        foreach (var fact in session.Facts)
        {
            var value = Read(fact);
            bytes += TryingLimits.StepBytes + value.Utf8Length;
            if (bytes > TryingLimits.MaxFactBytes)
            {
                _matchError ??= new(
                    RuleFaultCodes.Limit,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The facts at the end take more than {TryingLimits.MaxFactBytes} bytes."));
                break;
            }

            left.Add(new(RunRecorder.LabelOf(fact), value));
        }

        return left;
    }

    JsonValue Read(RuleFact fact)
    {
        try
        {
            return fact.ToJson();
        }
        catch (RuleException failure)
        {
            var fault = failure.Faults[0];
            _matchError ??= fault with { Message = $"{fact} can't be told at the end. {fault.Message}" };

            return JsonValue.Null;
        }
    }
}
