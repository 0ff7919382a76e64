using Pacs.Dicom.Dictionary;
using Pacs.Index.Writing;

namespace Pacs.Index.Promoting;

/// <summary>What instances have of attributes that were promoted after they came, made ready for the writer.</summary>
internal sealed record PromotionFill(
    IReadOnlyList<AttributeName> Names,
    IReadOnlyList<(long Key, UInt128 Digest, IReadOnlyList<PromotedRow> Rows)> Instances,
    long UpTo) : Change;
