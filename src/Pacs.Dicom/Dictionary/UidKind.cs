namespace Pacs.Dicom.Dictionary;

/// <summary>What a UID of PS3.6 Annex A identifies.</summary>
public enum UidKind : byte
{
    /// <summary>A SOP class whose instances a C-STORE carries (PS3.4 §B.5, §GG.3).</summary>
    StorageSopClass,

    /// <summary>Any other SOP class.</summary>
    SopClass,
    MetaSopClass,
    TransferSyntax,
    SopInstance,
    ServiceClass,
    ApplicationContextName,
    ApplicationHostingModel,
    CodingScheme,
    FrameOfReference,
    SynchronizationFrameOfReference,
    MappingResource,
    LdapOid,
}
