namespace Pacs.Network.Pdus;

/// <summary>
/// Writes the user information item and its sub-items in ascending order of their types, as most peers do.
/// </summary>
internal static class UserInformationWriter
{
    public static void Write(UserInformation user, ItemWriter writer)
    {
        var start = writer.Begin(ItemType.UserInformation);
        WriteMaximumLength(user.MaximumLength, writer);
        writer.WriteTextItem(ItemType.ImplementationClassUid, user.ImplementationClassUid);
        if (user.AsyncOperationsWindow is { } window) WriteWindow(window, writer);
        foreach (var role in user.RoleSelections) WriteRole(role, writer);
        if (user.ImplementationVersionName is { } name) writer.WriteTextItem(ItemType.ImplementationVersionName, name);
        foreach (var extended in user.ExtendedNegotiations) WriteExtended(extended, writer);
        foreach (var common in user.CommonExtendedNegotiations) WriteCommonExtended(common, writer);
        if (user.UserIdentity is { } identity) WriteIdentity(identity, writer);
        if (user.UserIdentityResponse is { } response) WriteIdentityResponse(response.Span, writer);
        writer.End(start);
    }

    // maximum-length-received (4) (PS3.8 §D.1)
    private static void WriteMaximumLength(uint length, ItemWriter writer)
    {
        var start = writer.Begin(ItemType.MaximumLength);
        writer.WriteUInt32(length);
        writer.End(start);
    }

    // maximum-number-operations-invoked (2), maximum-number-operations-performed (2) (PS3.7 §D.3.3.3)
    private static void WriteWindow(AsyncOperationsWindow window, ItemWriter writer)
    {
        var start = writer.Begin(ItemType.AsyncOperationsWindow);
        writer.WriteUInt16(window.Invoked);
        writer.WriteUInt16(window.Performed);
        writer.End(start);
    }

    // UID-length (2), SOP-class-UID, SCU-role (1), SCP-role (1) (PS3.7 §D.3.3.4)
    private static void WriteRole(RoleSelection role, ItemWriter writer)
    {
        var start = writer.Begin(ItemType.RoleSelection);
        writer.WriteCountedText(role.SopClassUid);
        writer.WriteByte(role.Scu ? (byte)1 : (byte)0);
        writer.WriteByte(role.Scp ? (byte)1 : (byte)0);
        writer.End(start);
    }

    // SOP-class-UID-length (2), SOP-class-UID, service-class-application-information (PS3.7 §D.3.3.5)
    private static void WriteExtended(ExtendedNegotiation extended, ItemWriter writer)
    {
        var start = writer.Begin(ItemType.ExtendedNegotiation);
        writer.WriteCountedText(extended.SopClassUid);
        writer.WriteRaw(extended.ApplicationInformation.Span);
        writer.End(start);
    }

    // SOP-class-UID-length (2), SOP-class-UID, service-class-UID-length (2), service-class-UID,
    // related-general-SOP-class-identification-length (2), then UID-length (2) and UID of each (PS3.7 §D.3.3.6)
    private static void WriteCommonExtended(CommonExtendedNegotiation common, ItemWriter writer)
    {
        var start = writer.Begin(ItemType.CommonExtendedNegotiation);
        writer.WriteCountedText(common.SopClassUid);
        writer.WriteCountedText(common.ServiceClassUid);
        writer.WriteUInt16(checked((ushort)common.RelatedGeneralSopClassUids.Sum(uid => sizeof(ushort) + uid.Length)));
        foreach (var uid in common.RelatedGeneralSopClassUids) writer.WriteCountedText(uid);
        writer.End(start);
    }

    // user-identity-type (1), positive-response-requested (1), primary-field-length (2), primary-field,
    // secondary-field-length (2), secondary-field (PS3.7 §D.3.3.7.1)
    private static void WriteIdentity(UserIdentity identity, ItemWriter writer)
    {
        var start = writer.Begin(ItemType.UserIdentity);
        writer.WriteByte((byte)identity.Kind);
        writer.WriteByte(identity.ResponseRequested ? (byte)1 : (byte)0);
        writer.WriteCounted(identity.Primary.Span);
        writer.WriteCounted(identity.Secondary.Span);
        writer.End(start);
    }

    // server-response-length (2), server-response (PS3.7 §D.3.3.7.2)
    private static void WriteIdentityResponse(ReadOnlySpan<byte> response, ItemWriter writer)
    {
        var start = writer.Begin(ItemType.UserIdentityResponse);
        writer.WriteCounted(response);
        writer.End(start);
    }
}
