using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Jint;
using Jint.Native;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Deciding.Handlers;

/// <summary>
/// Asks the bundle which other aggregates a decision rests on. The answer is a function of command and state.
/// Thread-safe.
/// </summary>
/// <param name="engines">Where it runs.</param>
sealed class ReadsRunner(ScriptPool engines)
{
    /// <summary>The aggregates that are named; a problem says why they could not be.</summary>
    /// <param name="question">Command and state.</param>
    /// <param name="script">What names them.</param>
    /// <param name="keys">In its order; one may come twice, and the command's own may be among them.</param>
    /// <param name="problem">Why not.</param>
    public bool TryName(
        in Question question, BundleScript script,
        out ImmutableArray<AggregateKey> keys, [NotNullWhen(false)] out Problem? problem)
    {
        var command = question.Command;
        var state = question.State.Body ?? JsonObject.Empty;
        using var engine = engines.Rent(ScriptedCommand.AmbientOf(question));

        JsonValue? answer = null;
        ScriptFault? unreadable = null;
        var isFunction = true;
        script.Modules.TryRun(engine, script.File, Call, out var fault);

        fault ??= unreadable;
        keys = [];
        problem = fault is not null ? HandlerProblems.Of(fault, script)
            : !isFunction ? HandlerProblems.Failed(script, "The default export is a function.")
            : Read(answer, command.Target, script, out keys);

        return problem is null;

        void Call(JsValue exports)
        {
            var function = exports.Get("default");
            isFunction = function.IsCallable();
            if (!isFunction)
                return;

            var named = function.Call(
                JsValue.Undefined,
                [engine.Json.ImportDocument(ScriptedCommand.Of(command)), engine.Json.ImportDocument(state)]);
            if (named is JsArray)
                engine.Json.TryExportDocument(named, out answer, out unreadable);
        }
    }

    static Problem? Read(
        JsonValue? answer, AggregateKey own, BundleScript script, out ImmutableArray<AggregateKey> keys)
    {
        keys = [];
        if (answer is not JsonArray named)
            return HandlerProblems.Failed(script, "It must return an array of { targetName, targetId }.");

        if (named.Count > HandlerLimits.MaxNamedReads)
            return HandlerProblems.TooManyElements(script, named.Count);

        var found = ImmutableArray.CreateBuilder<AggregateKey>(named.Count);
        for (var at = 0; at < named.Count; at++)
        {
            if (named[at] is not JsonObject { Count: 2 } one
                || !TargetName.TryParseReadable(one.TextOf("targetName"), out var name)
                || !AggregateId.TryParse(one.TextOf("targetId"), out var id))
            {
                return HandlerProblems.Failed(
                    script, $"Its element {at} does not name an aggregate by targetName and targetId alone.");
            }

            found.Add(new(own.Tenant, name, id));
        }

        var count = found.Where(key => key != own).Distinct().Count();
        if (count > HandlerLimits.MaxReads)
            return HandlerProblems.TooManyReads(script, count);

        keys = found.MoveToImmutable();
        return null;
    }
}
