namespace Pacs.Conformance.Tests.Rig;

/// <summary>What a test wants from the machine beyond .NET.</summary>
public enum Need
{
    /// <summary>echoscu, storescu, findscu, movescu, getscu, storescp, dcmqrscp.</summary>
    Dcmtk,

    /// <summary>The system's python3 with pydicom: the independent reading.</summary>
    Pydicom,

    /// <summary>The sample files beside the repository.</summary>
    Samples,

    /// <summary>The system's python3 with odil.</summary>
    Odil,

    /// <summary>Debian's Orthanc.</summary>
    Orthanc,

    /// <summary>node, and npm with a registry that has dcmjs-dimse.</summary>
    DcmjsDimse,

    /// <summary>node, and npm with a registry that has dicomweb-client.</summary>
    DicomwebClient,

    /// <summary>dciodvfy, which judges data sets; and dcmtk, gdcm and OpenJPEG to decode them.</summary>
    Judges,

    /// <summary>What writes High-Throughput JPEG 2000, and reads it.</summary>
    HighThroughput,

    Tar,

    Strace,
}
