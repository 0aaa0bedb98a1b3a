using Loquat.Chat.Branches;
using Loquat.Chat.Database;
using Loquat.Chat.Drafts;
using Loquat.Chat.Files;
using Loquat.Chat.Log;
using Loquat.Chat.Maintenance;
using Loquat.Chat.Messages;
using Loquat.Chat.Reading;
using Loquat.Chat.Saving;
using Loquat.Chat.Seeding;
using Loquat.Chat.Setup;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loquat.Chat;

public static class ChatServices
{
    extension(IServiceCollection services)
    {
        /// <summary>The chat: its database, its log's writer and its actions. The host adds its <see cref="IAnnouncer"/>.</summary>
        public IServiceCollection AddChat(Action<ChatOptions> configure, Action<FilesOptions>? configureFiles = null)
        {
            services.AddOptionsWithValidateOnStart<ChatOptions, ChatOptionsValidator>().Configure(configure);
            services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<ChatOptions>>().Value);
            services.TryAddSingleton(TimeProvider.System);

            services.AddDatabase();
            services.AddLog();
            services.AddUsers();

            services.AddThreads();
            services.AddMessages();
            services.AddFiles(configureFiles ?? (_ => { }));
            services.TryAddScoped<CountUnread>();
            services.TryAddScoped<MarkRead>();
            services.TryAddScoped<MarkUnread>();
            services.TryAddScoped<SetThreadSetting>();
            services.TryAddScoped<SaveMessage>();
            services.TryAddScoped<ListSaved>();
            services.TryAddScoped<SetDraft>();
            services.TryAddScoped<ListDrafts>();
            services.TryAddScoped<Bootstrap>();
            services.TryAddScoped<DemoContent>();
            services.TryAddScoped<SeedRooms>();
            services.TryAddScoped<SeedMembers>();
            services.TryAddScoped<SeedMessages>();
            services.AddMaintenance();
            return services;
        }

        private void AddDatabase()
        {
            services.TryAddSingleton<ChatDatabase>();
            services.TryAddSingleton<IDbContextFactory<ChatDbContext>, ChatContexts>();
            services.TryAddScoped(provider => provider.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateDbContext());
        }

        private void AddLog()
        {
            services.TryAddSingleton(provider => new AppendQueue(provider.GetRequiredService<ChatOptions>().MaxWaiting));
            services.TryAddSingleton(provider => new ThreadLog(
                provider.GetRequiredService<AppendQueue>(), provider.GetRequiredService<Announcements>()));
            services.TryAddSingleton<Announcements>();
            services.TryAddSingleton<ILogStore>(provider => provider.GetRequiredService<ChatDatabase>().OpenLogStore());
            services.AddHostedService<LogWriter>();
            services.TryAddSingleton<ReadLog.Queries>();
            services.TryAddScoped<ReadLog>();
            services.TryAddScoped<ReadTops>();
        }

        private void AddMaintenance()
        {
            services.TryAddScoped<CheckDatabase>();
            services.TryAddScoped<BackUp>();
            services.TryAddScoped<RestoreBackup>();
            services.TryAddScoped<MoveToPostgres>();
        }

        private void AddThreads()
        {
            services.TryAddScoped<ListThreads>();
            services.TryAddScoped<ListNewThreads>();
            services.TryAddScoped<ListDepartures>();
            services.TryAddScoped<FindThread>();
            services.TryAddSingleton(provider => new SeenThreads(
                provider.GetRequiredService<IDbContextFactory<ChatDbContext>>(), provider.GetRequiredService<TimeProvider>()));
            services.TryAddScoped<ShowThread>();
            services.TryAddScoped<TellTyping>();
            services.TryAddScoped<BrowseRooms>();
            services.TryAddScoped<StartBranch>();
            services.TryAddScoped<FollowBranch>();
            services.TryAddScoped<ListBranches>();
            services.TryAddScoped<ListMembers>();
            services.TryAddScoped<CreateThread>();
            services.TryAddScoped<OpenDirect>();
            services.TryAddScoped<JoinThread>();
            services.TryAddScoped<LeaveThread>();
            services.TryAddScoped<InviteMember>();
            services.TryAddScoped<RemoveMember>();
            services.TryAddScoped<SetMemberRole>();
            services.TryAddScoped<RenameThread>();
            services.TryAddScoped<SetTopic>();
            services.TryAddScoped<ArchiveThread>();
        }

        private void AddMessages()
        {
            services.TryAddScoped<PostMessage>();
            services.TryAddSingleton<MessageChanges.Queries>();
            services.TryAddScoped<MessageChanges>();
            services.TryAddScoped<EditMessage>();
            services.TryAddScoped<DeleteMessage>();
            services.TryAddScoped<AddReaction>();
            services.TryAddScoped<RemoveReaction>();
            services.TryAddScoped<PinMessage>();
            services.TryAddScoped<ShowRevisions>();
            services.TryAddSingleton<ShownMessages.Queries>();
            services.TryAddScoped<ShownMessages>();
            services.TryAddScoped<ShowMessage>();
            services.TryAddScoped<ForwardMessage>();
            services.TryAddScoped<ListPins>();
            services.TryAddSingleton<ShowHistory.Queries>();
            services.TryAddScoped<ShowHistory>();
        }

        private void AddFiles(Action<FilesOptions> configure)
        {
            services.AddOptionsWithValidateOnStart<FilesOptions, FilesOptionsValidator>().Configure(configure);
            services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<FilesOptions>>().Value);
            services.TryAddSingleton<ContentFolder>();
            services.TryAddSingleton<FileHome>();
            services.TryAddSingleton<LooseAllowance>();
            services.TryAddScoped<UploadFile>();
            services.TryAddScoped<TakeBackFile>();
            services.TryAddScoped<ShowFile>();
            services.TryAddScoped<DropContent>();
            services.TryAddSingleton<StrayContent>();
            services.TryAddScoped<SweepFiles>();
        }

        private void AddUsers()
        {
            // Length is what makes a password strong; rules about its letters make it forgotten.
            services.AddIdentityCore<User>(identity =>
            {
                identity.Password.RequiredLength = 8;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
            });

            // As AddEntityFrameworkStores would, which looks through EF Core for the kind of store there has to be.
            services.TryAddScoped<IUserStore<User>>(provider => new UserOnlyStore<User, ChatDbContext, long>(
                provider.GetRequiredService<ChatDbContext>(), provider.GetRequiredService<IdentityErrorDescriber>()));

            services.TryAddSingleton<IdentityCache>();
            services.TryAddSingleton<PasswordCheck>();
            services.TryAddSingleton<ExistingAccounts>();
            services.TryAddScoped<AddUser>();
            services.TryAddScoped<SetPassword>();
            services.TryAddScoped<SetRole>();
            services.TryAddScoped<ListUsers>();
            services.TryAddScoped<FindPeople>();
            services.TryAddScoped<ListPeople>();
            services.TryAddScoped<LastSeen>();
            services.TryAddScoped<SignIn>();
            services.TryAddScoped<ForgetSignIns>();
            services.TryAddSingleton(provider => new NoteUse(
                provider.GetRequiredService<ChatDatabase>(), provider.GetRequiredService<IDbContextFactory<ChatDbContext>>(),
                provider.GetRequiredService<ThreadLog>(), provider.GetRequiredService<TimeProvider>()));
            services.TryAddSingleton<LastUses>();
            services.TryAddSingleton<KnownBearers>();
            services.TryAddSingleton(provider => new Authenticate(
                provider.GetRequiredService<KnownBearers>(), provider.GetRequiredService<IdentityCache>(), provider.GetRequiredService<TimeProvider>()));
            services.TryAddScoped<ListTokens>();
            services.TryAddScoped<RevokeToken>();
            services.TryAddScoped<RevokeAllTokens>();
            services.TryAddScoped<ListRevocations>();
        }
    }
}
