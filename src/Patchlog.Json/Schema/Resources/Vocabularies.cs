namespace Patchlog.Json.Schema.Resources;

/// <summary>
/// Groups of keywords that a metaschema turns on and off by <c>$vocabulary</c> (2020-12 Core §8.1.2).
/// </summary>
[Flags]
enum Vocabularies
{
    None = 0,
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    MetaData = 16,
    Content = 32,
    FormatAnnotation = 64,
    FormatAssertion = 128,

    /// <summary>What a draft means without further words.</summary>
    Standard = Core | Applicator | Unevaluated | Validation | MetaData | Content | FormatAnnotation,
}
