using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Jint;
using Jint.Native;
using Patchlog.Scripting.Engines;

namespace Patchlog.Scripting;

/// <summary>
/// A JavaScript engine during one use: from <see cref="ScriptPool.Rent"/> until it is disposed. It has the built-ins
/// of the language, frozen, and nothing else: no files, no network, no timers, no .NET. Not thread-safe.
/// </summary>
public sealed class ScriptEngine : IDisposable
{
    readonly ScriptPool _pool;
    readonly EngineParts _parts;
    readonly ConditionalWeakTable<object, object> _attachments = [];
    bool _isInUse;
    bool _isBroken;

    internal ScriptEngine(ScriptPool pool, EngineParts parts)
    {
        _pool = pool;
        _parts = parts;
        Json = new JsonBridge(this);
    }

    /// <summary>The engine itself. The host calls it between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    public Engine Engine => _parts.Engine;

    /// <summary>Values between JSON and this engine.</summary>
    public JsonBridge Json { get; }

    /// <summary>The time and chance of this use.</summary>
    public ScriptAmbient Ambient => _parts.Ambient.Current;

    /// <summary>Runs a script and answers its last value.</summary>
    public bool TryEvaluate(
        PreparedScript script, [NotNullWhen(true)] out JsValue? value, [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(script);
        return TryRun(() => _parts.Engine.Evaluate(script.Program), out value, out fault);
    }

    /// <summary>Calls a function and answers what it returns.</summary>
    public bool TryCall(
        JsValue function,
        JsValue receiver,
        JsValue[] arguments,
        [NotNullWhen(true)] out JsValue? value,
        [NotNullWhen(false)] out ScriptFault? fault) =>
        TryRun(() => function.Call(receiver, arguments), out value, out fault);

    /// <summary>Runs a script between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    public JsValue Evaluate(PreparedScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return _parts.Engine.Evaluate(script.Program);
    }

    /// <summary>Starts the clocks: time and memory count until <see cref="Leave"/>.</summary>
    public void Enter() => _parts.Budget.Enter();

    /// <summary>Stops the clocks.</summary>
    public void Leave() => _parts.Budget.Leave();

    /// <summary>
    /// Counts work of the host as if it were so many statements, and checks all bounds. For loops of the host that
    /// a script's text makes long.
    /// </summary>
    /// <exception cref="ScriptAbortException">A bound is passed.</exception>
    public void Spend(int statements) => _parts.Budget.Spend(statements);

    /// <summary>
    /// The fault that an exception of the engine means; false if it means none and must be thrown on.
    /// Unless the script just threw, this engine is not given back to the pool afterwards.
    /// </summary>
    public bool TryExplain(Exception exception, [NotNullWhen(true)] out ScriptFault? fault)
    {
        fault = FaultReader.Read(exception, Engine);
        _isBroken |= fault?.Code != ScriptFaultCodes.Thrown;
        return fault is not null;
    }

    /// <summary>
    /// What an owner keeps with this engine from use to use, such as the functions it made here. Scripts must not
    /// be able to change what it is made of. To make it is no part of the use, and counts for none of its bounds. Ask
    /// for it outside of <see cref="Enter"/> and <see cref="Leave"/>.
    /// </summary>
    public T Attachment<T>(object owner, Func<ScriptEngine, T> create)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(create);
        if (_attachments.TryGetValue(owner, out var found) && found is T kept)
            return kept;

        var made = _parts.Budget.RunUnbounded(() => create(this));
        _attachments.AddOrUpdate(owner, made);
        return made;
    }

    /// <summary>
    /// Does work for the host in the middle of a use, under bounds of its own: the use has as much left as before.
    /// </summary>
    /// <exception cref="ScriptAbortException">A bound is passed.</exception>
    public T RunApart<T>(ScriptLimits limits, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(work);
        return _parts.Budget.RunApart(limits, work);
    }

    /// <summary>Ends the use: forgets every global, and gives the engine back unless a bound was passed.</summary>
    public void Dispose()
    {
        if (!_isInUse)
            return;

        _isInUse = false;
        Json.Forget();
        if (_isBroken)
        {
            Destroy();
            return;
        }

        _parts.Forget();
        _pool.Return(this);
    }

    internal void Begin(ScriptAmbient ambient, ScriptLimits limits, CancellationToken cancellation)
    {
        _isInUse = true;
        _parts.Ambient.Current = ambient;
        _parts.Budget.Begin(limits, cancellation);
    }

    internal void Destroy() => _parts.Engine.Dispose();

    /// <summary>Runs work of the host and the script between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    /// <param name="use">The work.</param>
    /// <param name="fault">What the script did, if the answer is false.</param>
    public bool TryUse(Action use, [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(use);
        fault = null;
        Enter();
        try
        {
            use();
            return true;
        }
        catch (Exception e) when (TryExplain(e, out fault))
        {
            return false;
        }
        finally
        {
            Leave();
        }
    }

    bool TryRun(
        Func<JsValue> run, [NotNullWhen(true)] out JsValue? value, [NotNullWhen(false)] out ScriptFault? fault)
    {
        value = null;
        fault = null;
        Enter();
        try
        {
            value = run();
            return true;
        }
        catch (Exception e) when (TryExplain(e, out fault))
        {
            return false;
        }
        finally
        {
            Leave();
        }
    }
}
