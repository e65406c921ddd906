namespace Patchlog;

/// <summary>The documents of an event as texts; an empty one stands for none.</summary>
readonly ref struct EventTexts
{
    /// <summary>The aggregate or the patch.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    /// <summary>The business facts.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The other aggregates that the decision rested on.</summary>
    public ReadOnlySpan<byte> Reads { get; init; }

    /// <summary>What was asked for, where the events do not tell it.</summary>
    public ReadOnlySpan<byte> Asked { get; init; }

    /// <summary>The rules that fired.</summary>
    public ReadOnlySpan<byte> Rules { get; init; }

    /// <summary>The command's context.</summary>
    public ReadOnlySpan<byte> Context { get; init; }
}
