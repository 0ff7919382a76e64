using Pacs.Dicom.Transfer;

namespace Pacs.Network.Associations;

/// <summary>How a presentation context of one abstract syntax is answered.</summary>
public sealed record ServicePolicy
{
    /// <summary>Transfer syntaxes, the most wanted first.</summary>
    public required IReadOnlyList<string> TransferSyntaxes { get; init; }

    /// <summary>The requestor's order decides among <see cref="TransferSyntaxes"/>, not ours.</summary>
    public bool FollowsProposedOrder { get; init; }

    /// <summary>When none of <see cref="TransferSyntaxes"/> is proposed, the first that is proposed is taken.</summary>
    public bool AcceptsOtherTransferSyntaxes { get; init; }

    /// <summary>The requestor may be the SCP, as it must be to receive the sub-operations of a C-GET.</summary>
    public bool AcceptsRequestorAsScp { get; init; }

    /// <summary>
    /// Flags of the service-class-application-information that are supported; a proposal is answered by those of its
    /// flags that are. Null leaves extended negotiation unanswered (PS3.7 §D.3.3.5, PS3.4 §C.5.1).
    /// </summary>
    public ReadOnlyMemory<byte>? SupportedExtensions { get; init; }

    /// <summary>
    /// The service-class-application-information of the answer where that states what this side does, whatever is
    /// proposed (PS3.4 §B.3.1). Null where <see cref="SupportedExtensions"/> says it.
    /// </summary>
    public ReadOnlyMemory<byte>? StatedExtensions { get; init; }

    /// <summary>
    /// Verification and query/retrieve: the data sets are made here, so the encoding is ours to choose.
    /// </summary>
    public static ServicePolicy Query { get; } = new()
    {
        TransferSyntaxes =
        [
            TransferSyntax.ExplicitVrLittleEndian.Uid,
            TransferSyntax.ImplicitVrLittleEndian.Uid,
            TransferSyntax.DeflatedExplicitVrLittleEndian.Uid,
            TransferSyntax.ExplicitVrBigEndian.Uid,
        ],
    };

    /// <summary>
    /// Storage: whatever the sender has is taken as it is, so the sender's order decides. Implicit VR is not on the
    /// list, hence taken only where nothing better is proposed: it loses the VRs of private elements.
    /// </summary>
    public static ServicePolicy Storage { get; } = new()
    {
        TransferSyntaxes =
        [
            TransferSyntax.ExplicitVrLittleEndian.Uid,
            TransferSyntax.DeflatedExplicitVrLittleEndian.Uid,
            "1.2.840.10008.1.2.1.98", // Encapsulated Uncompressed
            "1.2.840.10008.1.2.4.50", // JPEG Baseline
            "1.2.840.10008.1.2.4.51", // JPEG Extended
            "1.2.840.10008.1.2.4.57", // JPEG Lossless
            "1.2.840.10008.1.2.4.70", // JPEG Lossless, first-order prediction
            "1.2.840.10008.1.2.4.80", // JPEG-LS Lossless
            "1.2.840.10008.1.2.4.81", // JPEG-LS Near-lossless
            "1.2.840.10008.1.2.4.90", // JPEG 2000 Lossless
            "1.2.840.10008.1.2.4.91", // JPEG 2000
            "1.2.840.10008.1.2.4.92", // JPEG 2000 Part 2 Lossless
            "1.2.840.10008.1.2.4.93", // JPEG 2000 Part 2
            "1.2.840.10008.1.2.4.94", // JPIP Referenced
            "1.2.840.10008.1.2.4.95", // JPIP Referenced Deflate
            "1.2.840.10008.1.2.4.100", // MPEG2 Main Level
            "1.2.840.10008.1.2.4.101", // MPEG2 High Level
            "1.2.840.10008.1.2.4.102", // MPEG-4 High Profile
            "1.2.840.10008.1.2.4.103", // MPEG-4 BD-compatible
            "1.2.840.10008.1.2.4.104", // MPEG-4 High Profile 4.2, 2D
            "1.2.840.10008.1.2.4.105", // MPEG-4 High Profile 4.2, 3D
            "1.2.840.10008.1.2.4.106", // MPEG-4 Stereo
            "1.2.840.10008.1.2.4.107", // HEVC Main
            "1.2.840.10008.1.2.4.108", // HEVC Main 10
            "1.2.840.10008.1.2.4.110", // JPEG XL Lossless
            "1.2.840.10008.1.2.4.111", // JPEG XL JPEG Recompression
            "1.2.840.10008.1.2.4.112", // JPEG XL
            "1.2.840.10008.1.2.4.201", // HTJ2K Lossless
            "1.2.840.10008.1.2.4.202", // HTJ2K Lossless RPCL
            "1.2.840.10008.1.2.4.203", // HTJ2K
            "1.2.840.10008.1.2.4.204", // JPIP HTJ2K Referenced
            "1.2.840.10008.1.2.4.205", // JPIP HTJ2K Referenced Deflate
            "1.2.840.10008.1.2.5", // RLE Lossless
            "1.2.840.10008.1.2.8.1", // Deflated Image Frame
        ],
        FollowsProposedOrder = true,
        AcceptsOtherTransferSyntaxes = true,
        AcceptsRequestorAsScp = true,

        // Level 2 (all attributes are kept), reserved, signature level 3 (bit for bit), reserved, no coercion, reserved.
        StatedExtensions = new byte[] { 2, 0, 3, 0, 0, 0 },
    };
}
