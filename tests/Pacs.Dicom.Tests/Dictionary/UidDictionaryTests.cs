using Pacs.Dicom.Dictionary;

namespace Pacs.Dicom.Tests.Dictionary;

public sealed class UidDictionaryTests
{
    // Typed from PS3.6 Annex A.
    public static TheoryData<string, string, string, UidKind, bool> Facts => new()
    {
        {
            "1.2.840.10008.5.1.4.1.1.7.4", "MultiFrameTrueColorSecondaryCaptureImageStorage",
            "Multi-frame True Color Secondary Capture Image Storage", UidKind.StorageSopClass, false
        },
        { "1.2.840.10008.1.1", "Verification", "Verification SOP Class", UidKind.SopClass, false },
        { "1.2.840.10008.1.2.2", "ExplicitVRBigEndian", "Explicit VR Big Endian", UidKind.TransferSyntax, true },
        {
            "1.2.840.10008.1.3.10", "MediaStorageDirectoryStorage",
            "Media Storage Directory Storage", UidKind.SopClass, false
        },
        {
            "1.2.840.10008.3.1.1.1", "DICOMApplicationContext",
            "DICOM Application Context Name", UidKind.ApplicationContextName, false
        },
        { "1.2.840.10008.5.1.4.1.1.2", "CTImageStorage", "CT Image Storage", UidKind.StorageSopClass, false },
        {
            "1.2.840.10008.5.1.4.1.1.5", "NuclearMedicineImageStorageRetired",
            "Nuclear Medicine Image Storage", UidKind.StorageSopClass, true
        },
        {
            "1.2.840.10008.5.1.4.1.1.9.1.1", "TwelveLeadECGWaveformStorage",
            "12-lead ECG Waveform Storage", UidKind.StorageSopClass, false
        },
        {
            "1.2.840.10008.5.1.4.1.1.66.7", "LabelMapSegmentationStorage",
            "Label Map Segmentation Storage", UidKind.StorageSopClass, false
        },
        {
            "1.2.840.10008.5.1.4.1.1.200.4", "ProtocolApprovalInformationModelFind",
            "Protocol Approval Information Model - FIND", UidKind.SopClass, false
        },
        {
            "1.2.840.10008.5.1.4.1.2.1.1", "PatientRootQueryRetrieveInformationModelFind",
            "Patient Root Query/Retrieve Information Model - FIND", UidKind.SopClass, false
        },
        {
            "1.2.840.10008.5.1.4.34.7", "RTBeamsDeliveryInstructionStorage",
            "RT Beams Delivery Instruction Storage", UidKind.StorageSopClass, false
        },
        {
            "1.2.840.10008.5.1.4.38.1", "HangingProtocolStorage",
            "Hanging Protocol Storage", UidKind.StorageSopClass, false
        },
        {
            "1.2.840.10008.1.20.1", "StorageCommitmentPushModel",
            "Storage Commitment Push Model SOP Class", UidKind.SopClass, false
        },
        {
            "1.2.840.10008.5.1.1.9", "BasicGrayscalePrintManagementMeta",
            "Basic Grayscale Print Management Meta SOP Class", UidKind.MetaSopClass, false
        },
        {
            "1.2.840.10008.5.1.4.34.5", "UPSGlobalSubscriptionInstance",
            "UPS Global Subscription SOP Instance", UidKind.SopInstance, false
        },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void Knows_what_the_standard_says(string uid, string keyword, string name, UidKind kind, bool isRetired)
    {
        var entry = Assert.NotNull(UidDictionary.Find(uid));

        Assert.Equal(
            (uid, keyword, name, kind, isRetired),
            (entry.Uid, entry.Keyword, entry.Name, entry.Kind, entry.IsRetired));
        Assert.Equal(uid, UidDictionary.FindKeyword(keyword)?.Uid);
    }

    [Fact]
    public void Names_the_uids_in_constants()
    {
        Assert.Equal("1.2.840.10008.5.1.4.1.1.2", SopClasses.CTImageStorage);
        Assert.Equal("1.2.840.10008.1.1", SopClasses.Verification);
        Assert.Equal("1.2.840.10008.1.2.4.90", TransferSyntaxUids.JPEG2000Lossless);
        Assert.Equal("1.2.840.10008.3.1.1.1", WellKnownUids.DICOMApplicationContext);
    }

    [Fact]
    public void Finds_every_row_by_its_uid_and_by_its_keyword_and_has_each_once()
    {
        var entries = UidDictionary.Entries.ToList();

        Assert.True(entries.Count > 480);
        Assert.All(entries, static entry =>
        {
            Assert.Equal(entry, UidDictionary.Find(entry.Uid));
            Assert.Equal(entry, UidDictionary.FindKeyword(entry.Keyword));
            Assert.NotEmpty(entry.Name);
        });
        Assert.Equal(entries.Count, entries.DistinctBy(static entry => entry.Uid).Count());
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.2\0")]
    [InlineData("1.2.840.10008.5.1.4.1.1.2  ")]
    public void Ignores_padding(string uid) => Assert.Equal("CTImageStorage", UidDictionary.Find(uid)?.Keyword);

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.2.")]
    [InlineData("1.2.840.113619.4.26")]
    [InlineData("")]
    public void Has_no_entry_for_a_uid_that_the_standard_does_not_define(string uid) =>
        Assert.Null(UidDictionary.Find(uid));

    [Fact]
    public void Enumerates_the_storage_sop_classes()
    {
        var storage = UidDictionary.StorageSopClasses.Select(static entry => entry.Uid).ToHashSet();

        Assert.True(storage.Count > 200);
        Assert.Superset(
            new HashSet<string>
            {
                SopClasses.MRImageStorage, SopClasses.SegmentationStorage, SopClasses.EncapsulatedPDFStorage,
                SopClasses.RTDoseStorage, SopClasses.StandaloneOverlayStorage, SopClasses.ColorPaletteStorage,
                SopClasses.ImplantTemplateGroupStorage, SopClasses.InventoryStorage,
                SopClasses.HeightMapSegmentationStorage,
            },
            storage);
        Assert.DoesNotContain(SopClasses.MediaStorageDirectoryStorage, storage);
        Assert.DoesNotContain(SopClasses.InventoryFind, storage);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian")]
    [InlineData("1.2.840.10008.1.2.4.66", "JPEG Lossless, Hierarchical (Process 29)")]
    [InlineData("1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2")]
    [InlineData("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile / Level 5.1")]
    [InlineData("1.2.840.10008.1.2.4.110", "JPEG XL Lossless")]
    [InlineData("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression")]
    [InlineData("1.2.840.10008.1.2.4.112", "JPEG XL")]
    [InlineData("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Image Compression (Lossless Only)")]
    [InlineData(
        "1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)")]
    [InlineData("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000 Image Compression")]
    [InlineData("1.2.840.10008.1.2.7.1", "SMPTE ST 2110-20 Uncompressed Progressive Active Video")]
    [InlineData("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression")]
    public void Names_the_transfer_syntaxes_old_and_new(string uid, string name) =>
        Assert.Equal((name, UidKind.TransferSyntax), (UidDictionary.Find(uid)?.Name, UidDictionary.Find(uid)?.Kind));
}
