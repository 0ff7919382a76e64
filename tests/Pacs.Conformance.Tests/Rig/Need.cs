namespace Pacs.Conformance.Tests.Rig;

/// <summary>What a test wants from the machine beyond .NET.</summary>
public enum Need
{
    /// <summary>echoscu, storescu, findscu, movescu, getscu, storescp.</summary>
    Dcmtk,

    /// <summary>The system's python3 with pydicom: the independent reading.</summary>
    Pydicom,

    /// <summary>The sample files beside the repository.</summary>
    Samples,

    Tar,

    Strace,
}
