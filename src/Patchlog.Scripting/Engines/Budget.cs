using Jint;

namespace Patchlog.Scripting.Engines;

/// <summary>
/// What is left of the bounds of one use. Jint asks it before each statement. One object instead of Jint's four,
/// because it must outlive single calls: a use is many calls, and their costs add up.
/// </summary>
sealed class Budget(TimeProvider clock) : Constraint
{
    ScriptLimits _limits = ScriptLimits.Default;
    CancellationToken _cancellation;
    long _statementsLeft;
    long _ticksLeft;
    long _bytesLeft;
    long _deadline;
    long _allocationEnd;
    int _depth;

    public void Begin(ScriptLimits limits, CancellationToken cancellation)
    {
        _limits = limits;
        _cancellation = cancellation;
        _statementsLeft = limits.MaxStatements;
        _ticksLeft = (long)(limits.MaxTime.TotalSeconds * clock.TimestampFrequency);
        _bytesLeft = limits.MaxAllocatedBytes;
        _depth = 0;
    }

    /// <summary>
    /// Runs work of the host that no bound of the use is for, outside of <see cref="Enter"/> and <see cref="Leave"/>.
    /// </summary>
    public T RunUnbounded<T>(Func<T> work) => RunApart(EngineParts.SetUp, work);

    /// <summary>Runs work of the host under bounds of its own: those of the use are afterwards as before.</summary>
    public T RunApart<T>(ScriptLimits apart, Func<T> work)
    {
        var depth = _depth;
        if (depth > 0)
        {
            _depth = 1;
            Leave();
        }

        try
        {
            return RunOutside(apart, work);
        }
        finally
        {
            if (depth > 0)
            {
                Enter();
                _depth = depth;
            }
        }
    }

    T RunOutside<T>(ScriptLimits apart, Func<T> work)
    {
        var (limits, cancellation) = (_limits, _cancellation);
        var (statements, ticks, bytes) = (_statementsLeft, _ticksLeft, _bytesLeft);

        Begin(apart, CancellationToken.None);
        Enter();
        try
        {
            return work();
        }
        finally
        {
            Leave();
            (_limits, _cancellation) = (limits, cancellation);
            (_statementsLeft, _ticksLeft, _bytesLeft) = (statements, ticks, bytes);
        }
    }

    public void Enter()
    {
        if (_depth++ > 0)
            return;

        _deadline = clock.GetTimestamp() + _ticksLeft;
        _allocationEnd = GC.GetAllocatedBytesForCurrentThread() + _bytesLeft;
    }

    public void Leave()
    {
        if (--_depth > 0)
            return;

        _ticksLeft = _deadline - clock.GetTimestamp();
        _bytesLeft = _allocationEnd - GC.GetAllocatedBytesForCurrentThread();
    }

    public void Spend(int statements)
    {
        _statementsLeft -= statements;
        Look();
    }

    /// <summary>Jint resets its constraints at each call from outside; the bounds of a use are not reset.</summary>
    public override void Reset()
    {
    }

    public override void Check()
    {
        _statementsLeft--;
        if ((_statementsLeft & (EngineLimits.ClockInterval - 1)) == 0 || _statementsLeft < 0)
            Look();
        else if (GC.GetAllocatedBytesForCurrentThread() > _allocationEnd)
            throw TooMuchMemory();
    }

    void Look()
    {
        if (_cancellation.IsCancellationRequested)
            throw Abort(ScriptFaultCodes.Cancelled, "The caller cancelled the script.");

        if (_statementsLeft < 0)
        {
            throw Abort(
                ScriptFaultCodes.Statements,
                $"The script ran more than {_limits.MaxStatements} statements. Does a loop never end?");
        }

        if (clock.GetTimestamp() > _deadline)
        {
            throw Abort(
                ScriptFaultCodes.Time, $"The script ran longer than {_limits.MaxTime.TotalMilliseconds} ms.");
        }

        if (GC.GetAllocatedBytesForCurrentThread() > _allocationEnd)
            throw TooMuchMemory();
    }

    ScriptAbortException TooMuchMemory() => Abort(
        ScriptFaultCodes.Memory, $"The script allocated more than {_limits.MaxAllocatedBytes} bytes.");

    static ScriptAbortException Abort(string code, string message) => new(new ScriptFault(code, message));
}
