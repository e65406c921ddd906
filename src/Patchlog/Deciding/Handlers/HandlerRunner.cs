using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
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
/// <param name="limits">What a patch may do.</param>
sealed class HandlerRunner(PatchLimits limits)
{
    readonly ScriptPool _pool = new(HandlerLimits.Script);

    /// <summary>What the handler would do to the state; a problem says why it refused or failed.</summary>
    public bool TryPropose(
        in Question question, HandlerScript handler,
        out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        var command = question.Command;
        using var engine = _pool.Rent(new ScriptAmbient(command.ReceivedAt, SeedOf(command)));
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

        problem = fault is null ? null : Failed($"{handler.File}: {fault}");

        return fault is null;
    }

    static bool TryCall(
        ScriptEngine engine, HandlerContext context, HandlerScript handler, in Question question,
        out HandlerAnswer answer, [NotNullWhen(false)] out Problem? problem)
    {
        var call = new Call(engine, context, handler, question);
        handler.Modules.TryRun(engine, handler.File, call.Run, out var fault);

        answer = call.Answer;
        problem = fault is null ? call.Problem : Explain(fault, handler);

        return problem is null;
    }

    static Problem Explain(ScriptFault fault, HandlerScript handler)
    {
        var file = fault.File ?? handler.File;
        var place = fault.Line == 0 ? file : $"{file}:{fault.Line}:{fault.Column}";
        var isLimit = fault.Code is ScriptFaultCodes.Statements or ScriptFaultCodes.Time or ScriptFaultCodes.Memory
            or ScriptFaultCodes.Recursion or ScriptFaultCodes.RegexTime;

        return new(isLimit ? ProblemCode.HandlerLimit : ProblemCode.HandlerFailed, $"{place}: {fault.Message}");
    }

    static Problem Failed(string detail) => new(ProblemCode.HandlerFailed, detail);

    static ulong SeedOf(Command command)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{command.Target.Tenant}/{command.Id}"), hash);

        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>One call, on an engine in use.</summary>
    sealed class Call(
        ScriptEngine engine, HandlerContext context, HandlerScript handler, Question question)
    {
        public HandlerAnswer Answer { get; private set; }

        public Problem? Problem { get; private set; }

        public void Run(JsValue exports)
        {
            var function = exports.Get("default");
            if (!function.IsCallable())
            {
                Problem = Failed($"{handler.File}: The default export of a handler is a function.");
                return;
            }

            try
            {
                var state = engine.Json.ImportDocument(question.State.Body ?? JsonObject.Empty);
                var command = engine.Json.ImportDocument(HandlerCommand.Of(question.Command));
                var result = function.Call(JsValue.Undefined, [state, command, context.MakeObject()]);

                if (context.Rejection is { Errors: [{ Code: var code }] })
                    Problem = Failed($"{handler.File}: It went on after ctx.reject(\"{code}\", …).");
                else if (FindFault(state, result) is { } fault)
                    Problem = Explain(fault, handler);
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
                engine.Json.TryExportDocument(state, out var changed, out var fault);
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
