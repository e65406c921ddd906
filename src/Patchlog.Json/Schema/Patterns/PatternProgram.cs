using System.Collections.Immutable;
using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>What an instruction does.</summary>
enum PatternOperation : byte
{
    /// <summary>The pattern, or the inside of a look, fits.</summary>
    Match,

    /// <summary>The next code point must be in set X.</summary>
    Take,

    /// <summary>The code point before must be in set X; inside a look behind.</summary>
    TakeBack,

    /// <summary>Go on at X; if that fails, at Y.</summary>
    Split,

    /// <summary>Go on at X.</summary>
    Jump,

    /// <summary>Remember the place in slot X.</summary>
    Save,

    /// <summary>Forget the slots from X up to, not including, Y.</summary>
    Forget,

    /// <summary>Fail if nothing was consumed since the place in slot X (ECMA-262 §22.2.2.3.1, step 2.b).</summary>
    Progress,

    /// <summary>The anchor X, an <see cref="AnchorKind"/>, must hold.</summary>
    Anchor,

    /// <summary>What group X captured must follow.</summary>
    Refer,

    /// <summary>What group X captured must precede; inside a look behind.</summary>
    ReferBack,

    /// <summary>What stands behind this instruction up to its match must fit here; go on at X.</summary>
    Look,

    /// <summary>What stands behind this instruction up to its match must not fit here; go on at X.</summary>
    LookNot,
}

/// <summary>One step of a program.</summary>
readonly record struct PatternInstruction(PatternOperation Operation, int X = 0, int Y = 0);

/// <summary>A pattern as instructions for a machine with one program counter and one place in the text.</summary>
/// <param name="Code">The instructions; the first is the entry.</param>
/// <param name="Sets">The sets that they name.</param>
/// <param name="SlotCount">The places to remember: two for each group and one for each loop.</param>
/// <param name="IsRegular">
/// Whether it only takes, splits, and anchors at start and end: then a finite automaton can run it.
/// </param>
/// <param name="HasReferences">Whether what fits depends on what was captured.</param>
sealed record PatternProgram(
    ImmutableArray<PatternInstruction> Code,
    ImmutableArray<CodePointSet> Sets,
    int SlotCount,
    bool IsRegular,
    bool HasReferences);
