using Microsoft.EntityFrameworkCore;

namespace Pacs.Index.Model;

/// <summary>
/// The tables, for migrations and for the queries that are not on the hot path. A derived context says what one
/// database does in its own way, and carries the migrations of that database.
/// </summary>
internal abstract class IndexContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<Study> Studies => Set<Study>();

    public DbSet<Series> Series => Set<Series>();

    public DbSet<Instance> Instances => Set<Instance>();

    public DbSet<InstanceVersion> InstanceVersions => Set<InstanceVersion>();

    public DbSet<PatientConflict> PatientConflicts => Set<PatientConflict>();

    public DbSet<LogPosition> LogPositions => Set<LogPosition>();

    public DbSet<DeadBody> DeadBodies => Set<DeadBody>();

    public DbSet<PromotedAttribute> PromotedAttributes => Set<PromotedAttribute>();

    public DbSet<PromotedElement> PromotedElements => Set<PromotedElement>();

    public DbSet<PromotedValue> PromotedValues => Set<PromotedValue>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tenant>(tenant =>
        {
            tenant.ToTable(nameof(Tenant)).HasKey(t => t.Key);
            tenant.HasIndex(t => t.Name).IsUnique();
            tenant.HasData(new Tenant { Key = 1, Name = ArchiveIndex.DefaultTenant });
        });

        modelBuilder.Entity<Patient>(patient =>
        {
            patient.ToTable(nameof(Patient)).HasKey(p => p.Key);
            patient.HasOne<Tenant>().WithMany().HasForeignKey(p => p.TenantKey).OnDelete(DeleteBehavior.Restrict);
            patient.Property(p => p.PatientId).IsRequired(); // By its name EF would take it for a key.
            patient.HasIndex(p => new { p.TenantKey, p.PatientId, p.Issuer, p.LoneStudyUid }).IsUnique();
            patient.HasIndex(p => new { p.TenantKey, p.Name });
            patient.HasIndex(p => new { p.TenantKey, p.NameIdeographic }).HasFilter("\"NameIdeographic\" IS NOT NULL");
            patient.HasIndex(p => new { p.TenantKey, p.NamePhonetic }).HasFilter("\"NamePhonetic\" IS NOT NULL");
            patient.HasIndex(p => new { p.TenantKey, p.BirthDate });
        });

        modelBuilder.Entity<Study>(study =>
        {
            study.ToTable(nameof(Study)).HasKey(s => s.Key);
            study.HasOne<Tenant>().WithMany().HasForeignKey(s => s.TenantKey).OnDelete(DeleteBehavior.Restrict);
            study.HasOne<Patient>().WithMany().HasForeignKey(s => s.PatientKey).OnDelete(DeleteBehavior.Restrict);
            study.HasIndex(s => new { s.TenantKey, s.StudyInstanceUid }).IsUnique();
            study.HasIndex(s => new { s.TenantKey, s.StudyDate });
            study.HasIndex(s => new { s.TenantKey, s.AccessionNumber });
            study.HasIndex(s => new { s.TenantKey, s.StudyId });
            study.HasIndex(s => new { s.TenantKey, s.StudyDescription });
            study.HasIndex(s => new { s.TenantKey, s.ReferringPhysician });
            study.HasIndex(s => new { s.TenantKey, s.ReferringPhysicianIdeographic })
                .HasFilter("\"ReferringPhysicianIdeographic\" IS NOT NULL");
            study.HasIndex(s => new { s.TenantKey, s.ReferringPhysicianPhonetic })
                .HasFilter("\"ReferringPhysicianPhonetic\" IS NOT NULL");
        });

        modelBuilder.Entity<Series>(series =>
        {
            series.ToTable("Series").HasKey(s => s.Key);
            series.HasOne<Tenant>().WithMany().HasForeignKey(s => s.TenantKey).OnDelete(DeleteBehavior.Restrict);
            series.HasOne<Study>().WithMany().HasForeignKey(s => s.StudyKey).OnDelete(DeleteBehavior.Restrict);
            series.HasIndex(s => new { s.TenantKey, s.SeriesInstanceUid, s.StudyKey }).IsUnique();
            series.HasIndex(s => new { s.TenantKey, s.PerformedStepStartDate });
            series.HasIndex(s => new { s.TenantKey, s.SeriesDescription });
        });

        // Two indexes, not the four allowed: TenantKey has few values and its series leads to the rest.
        modelBuilder.Entity<Instance>(instance =>
        {
            instance.ToTable(nameof(Instance)).HasKey(i => i.Key);
            instance.HasOne<Series>().WithMany().HasForeignKey(i => i.SeriesKey).OnDelete(DeleteBehavior.Restrict);
            instance.HasIndex(i => new { i.TenantKey, i.SopInstanceUid }).IsUnique();
            instance.HasIndex(i => i.SeriesKey);
        });

        modelBuilder.Entity<InstanceVersion>(version =>
        {
            version.ToTable(nameof(InstanceVersion)).HasKey(v => v.Key);
            version.HasOne<Tenant>().WithMany().HasForeignKey(v => v.TenantKey).OnDelete(DeleteBehavior.Restrict);
            version.HasIndex(v => new { v.Shard, v.Segment, v.Offset }).IsUnique();
            version.HasIndex(v => new { v.TenantKey, v.SopInstanceUid });
        });

        modelBuilder.Entity<PatientConflict>(conflict =>
        {
            conflict.ToTable(nameof(PatientConflict)).HasKey(c => c.Key);
            conflict.HasOne<Tenant>().WithMany().HasForeignKey(c => c.TenantKey).OnDelete(DeleteBehavior.Restrict);
            conflict.HasOne<Study>().WithMany().HasForeignKey(c => c.StudyKey).OnDelete(DeleteBehavior.Restrict);
            conflict.HasIndex(c => new { c.TenantKey, c.StudyKey, c.PatientId, c.Issuer }).IsUnique();
        });

        modelBuilder.Entity<LogPosition>(position =>
        {
            position.ToTable(nameof(LogPosition)).HasKey(p => new { p.Shard, p.Segment });
        });

        modelBuilder.Entity<DeadBody>(body =>
        {
            body.ToTable(nameof(DeadBody)).HasKey(b => new { b.Shard, b.Segment, b.Offset });
        });

        modelBuilder.Entity<PromotedAttribute>(attribute =>
        {
            attribute.ToTable(nameof(PromotedAttribute)).HasKey(a => a.Key);
        });

        // What an instance has goes with it.
        modelBuilder.Entity<PromotedElement>(element =>
        {
            element.ToTable(nameof(PromotedElement)).HasKey(e => new { e.AttributeKey, e.InstanceKey });
            element.HasOne<Instance>().WithMany().HasForeignKey(e => e.InstanceKey).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<PromotedValue>(value =>
        {
            value.ToTable(nameof(PromotedValue)).HasKey(v => new { v.AttributeKey, v.Value, v.InstanceKey });
            value.HasOne<Instance>().WithMany().HasForeignKey(v => v.InstanceKey).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
