# Run by `odoo shell`: a plain salesperson with personal keys, an administrator's key, and attachments in the database. Prints the keys.
import datetime
import json

expires = datetime.datetime(2099, 1, 1)


def key(user, name):
    return env["res.users.apikeys"].with_user(user).sudo()._generate(None, name, expires)


env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.company.write({"name": "Northwind", "country_id": env.ref("base.us").id})
agent = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Anna Agent",
    "login": "anna",
    "email": "anna@northwind.example",
    "tz": "America/New_York",
})
agent.write({"group_ids": [(4, env.ref("sales_team.group_sale_salesman").id)]})
admin = env.ref("base.user_admin")
keys = {"agent": key(agent, "first"), "second": key(agent, "second"), "admin": key(admin, "control")}
env.cr.commit()
print("KEYS " + json.dumps(keys))
