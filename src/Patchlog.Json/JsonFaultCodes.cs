namespace Patchlog.Json;

/// <summary>
/// All values that <see cref="JsonFault.Code"/> can have. They are stable: clients may branch on them.
/// </summary>
public static class JsonFaultCodes
{
    /// <summary>Reading: the text departs from the grammar of RFC 8259.</summary>
    public const string Syntax = "syntax";

    /// <summary>Reading: there is nothing but white space.</summary>
    public const string EmptyDocument = "empty-document";

    /// <summary>Reading: the bytes are not UTF-8.</summary>
    public const string InvalidUtf8 = "invalid-utf8";

    /// <summary>Reading: the text begins with U+FEFF, which RFC 8259 §8.1 forbids.</summary>
    public const string ByteOrderMark = "byte-order-mark";

    /// <summary>Reading: an object has two members of one name.</summary>
    public const string DuplicateMember = "duplicate-member";

    /// <summary>Reading: half of a surrogate pair stands alone, which UTF-8 can't express.</summary>
    public const string LoneSurrogate = "lone-surrogate";

    /// <summary>Reading: a string or name contains U+0000, which databases can't store.</summary>
    public const string NulCharacter = "nul-character";

    /// <summary>Reading: something follows the value.</summary>
    public const string TrailingContent = "trailing-content";

    /// <summary>Reading: more than <see cref="JsonLimits.MaxDepth"/>.</summary>
    public const string TooDeep = "too-deep";

    /// <summary>Reading: more than <see cref="JsonLimits.MaxValues"/>.</summary>
    public const string TooManyValues = "too-many-values";

    /// <summary>Reading: more than <see cref="JsonLimits.MaxBytes"/>.</summary>
    public const string TooManyBytes = "too-many-bytes";

    /// <summary>Reading: a literal longer than <see cref="JsonLimits.MaxNumberLength"/>.</summary>
    public const string NumberTooLong = "number-too-long";

    /// <summary>
    /// Reading: beyond <see cref="JsonLimits.MaxExponent"/> or <see cref="JsonLimits.MaxExpandedNumberBytes"/>.
    /// </summary>
    public const string NumberTooLarge = "number-too-large";

    /// <summary>A patch document that is not one (RFC 6902 §3, §4).</summary>
    public const string InvalidPatch = "invalid-patch";

    /// <summary>Applying a patch: a member that the operation needs does not exist.</summary>
    public const string PathNotFound = "path-not-found";

    /// <summary>Applying a patch: an array has no such index.</summary>
    public const string IndexOutOfRange = "index-out-of-range";

    /// <summary>Applying a patch: the path leads through a value that has no members.</summary>
    public const string NotAContainer = "not-a-container";

    /// <summary>Applying a patch: a <c>test</c> found another value.</summary>
    public const string TestFailed = "test-failed";

    /// <summary>Applying a patch: a <c>move</c> into the moved value itself (RFC 6902 §4.4).</summary>
    public const string MoveIntoSelf = "move-into-self";

    /// <summary>Applying a patch: a <c>remove</c> of the whole document, which would leave no value at all.</summary>
    public const string RemoveRoot = "remove-root";

    /// <summary>
    /// A patch of more operations, more work or a bigger result than <see cref="PatchLimits"/> allow.
    /// </summary>
    public const string LimitExceeded = "limit-exceeded";
}
