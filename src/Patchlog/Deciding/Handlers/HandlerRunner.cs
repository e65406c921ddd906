using System.Diagnostics.CodeAnalysis;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Deciding.Handlers;

/// <summary>
/// The second step for commands that a handler decides. It is given copies, may change its state or return events, and
/// what it can know of time and chance is the command's: deciding again gives the same answer. Thread-safe.
/// </summary>
/// <param name="engines">Where it runs.</param>
/// <param name="limits">What a patch may do.</param>
sealed class HandlerRunner(ScriptPool engines, PatchLimits limits)
{
    /// <summary>What the handler would do to the state; a problem says why it refused or failed.</summary>
    public bool TryPropose(
        in Question question, BundleScript handler,
        out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        using var engine = engines.Rent(ScriptedCommand.AmbientOf(question));
        var context = engine.Attachment(typeof(HandlerContext), HandlerContext.Create);
        context.Clear();
        if (!TryCall(engine, context, handler, question, out var answer, out problem))
        {
            proposal = new([], question.State.Body) { Log = context.Lines };
            return false;
        }

        var target = new HandlerTarget(question, () => engine.Ambient.NextUuid().ToString());
        var fault = answer.Events is { } events
            ? new ReturnedEvents(target, limits).Read(events, out proposal)
            : ChangedState.Read(target, answer.State, out proposal);
        proposal = proposal with { Log = context.Lines };

        problem = fault is null ? null : HandlerProblems.Failed(handler, fault);

        return fault is null;
    }

    static bool TryCall(
        ScriptEngine engine, HandlerContext context, BundleScript handler, in Question question,
        out HandlerAnswer answer, [NotNullWhen(false)] out Problem? problem)
    {
        var call = new Call(engine, context, handler, question);
        handler.Modules.TryRun(engine, handler.File, call.Run, out var fault);

        answer = call.Answer;
        problem = fault is null ? call.Problem : HandlerProblems.Of(fault, handler);

        return problem is null;
    }

    /// <summary>One call, on an engine in use.</summary>
    sealed class Call(
        ScriptEngine engine, HandlerContext context, BundleScript handler, Question question)
    {
        public HandlerAnswer Answer { get; private set; }

        public Problem? Problem { get; private set; }

        public void Run(JsValue exports)
        {
            var function = exports.Get("default");
            if (!function.IsCallable())
            {
                Problem = HandlerProblems.Failed(handler, "The default export of a handler is a function.");
                return;
            }

            try
            {
                var state = engine.Json.ImportDocument(question.State.Body ?? JsonObject.Empty);
                var command = engine.Json.ImportDocument(ScriptedCommand.Of(question.Command));
                var result = function.Call(JsValue.Undefined, [state, command, context.MakeObject(question.Reads)]);

                if (context.Rejection is { Errors: [{ Code: var code }] })
                    Problem = HandlerProblems.Failed(handler, $"It went on after ctx.reject(\"{code}\", …).");
                else if (FindFault(state, result) is { } fault)
                    Problem = HandlerProblems.Of(fault, handler);
            }
            catch (JavaScriptException thrown) when (context.IsRejection(thrown))
            {
                Problem = context.Rejection;
            }
        }

        /// <summary>Reads the answer.</summary>
        ScriptFault? FindFault(JsValue state, JsValue result)
        {
            if (result.IsUndefined() || result.IsNull())
            {
                engine.Json.TryExportDocument(state, question.State.Body, out var changed, out var fault);
                Answer = new(null, changed as JsonObject);
                return fault;
            }

            if (result is JsArray)
            {
                engine.Json.TryExportDocument(result, out var events, out var fault);
                Answer = new(events as JsonArray, null);
                return fault;
            }

            return new(ScriptFaultCodes.NotJson, result.IsObject() && result.Get("then").IsCallable()
                ? "It returned a promise; a handler answers at once and is no async function."
                : "It must return nothing, having changed its state, or an array of events.");
        }
    }

    /// <summary>What a handler answered: the events that it returned, else the state that it left.</summary>
    readonly record struct HandlerAnswer(JsonArray? Events, JsonObject? State);
}
