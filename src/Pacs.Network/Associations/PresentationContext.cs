using Pacs.Dicom.Transfer;

namespace Pacs.Network.Associations;

/// <summary>An accepted presentation context: what may be talked about, in which encoding and role.</summary>
public sealed record PresentationContext(byte Id, string AbstractSyntax, TransferSyntax TransferSyntax)
{
    /// <summary>True when this side may send requests here.</summary>
    public required bool IsScu { get; init; }

    /// <summary>True when this side answers requests here.</summary>
    public required bool IsScp { get; init; }
}
