namespace Patchlog.Checking;

/// <summary>How much is read and told when stored documents are held against a bundle.</summary>
static class CheckingLimits
{
    /// <summary>Documents in one page.</summary>
    public const int DocumentsPerPage = 500;

    /// <summary>Bytes of the documents in one page.</summary>
    public const long BytesPerPage = 8 << 20;

    /// <summary>Refused documents that are told one by one; the others are counted.</summary>
    public const int MaxRefusedShown = 50;

    /// <summary>Errors that are told of one document.</summary>
    public const int MaxErrorsShown = 5;

    /// <summary>Values with twins that are told one by one; the documents with others are counted.</summary>
    public const int MaxTwinsShown = 50;

    /// <summary>Documents that are told of one value.</summary>
    public const int MaxHoldersShown = 5;
}
