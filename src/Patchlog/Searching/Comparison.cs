namespace Patchlog.Searching;

/// <summary>How a value is compared with operands. A value of another kind than the operand's never matches.</summary>
public enum Comparison
{
    /// <summary>The value is equal to one of the operands.</summary>
    OneOf,

    /// <summary>The value is less than the operand, which is a number or a string.</summary>
    Less,

    /// <summary>The value is less than or equal to the operand.</summary>
    AtMost,

    /// <summary>The value is greater than the operand.</summary>
    Greater,

    /// <summary>The value is greater than or equal to the operand.</summary>
    AtLeast,

    /// <summary>There is a value; <c>null</c> is one. It has no operand.</summary>
    Exists,

    /// <summary>The value is a string that begins with the operand.</summary>
    Prefix,

    /// <summary>
    /// The value is a string that contains the operand, or an array with the operand among its elements.
    /// </summary>
    Contains,
}
