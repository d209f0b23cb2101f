DROP MATERIALIZED VIEW staff.payroll;
ALTER TABLE staff.salary ALTER amount TYPE numeric(12,2);
ALTER TABLE staff.salary ALTER to_date DROP NOT NULL, ADD EXCLUDE USING gist (int4range(emp_no, emp_no, '[]') WITH &&, daterange(from_date, to_date) WITH &&);
COMMENT ON COLUMN staff.salary.amount IS 'A year, in dollars';
CREATE MATERIALIZED VIEW staff.payroll AS
    SELECT c.dept_no, count(*) AS people, sum(s.amount) AS total, avg(s.amount) AS mean
    FROM staff.current_department AS c JOIN staff.salary AS s USING (emp_no) GROUP BY c.dept_no;
CREATE UNIQUE INDEX payroll_dept_no ON staff.payroll (dept_no);
ALTER TYPE staff.sex ADD VALUE 'X';
ALTER TABLE staff.employee ALTER first_name TYPE varchar(60), ALTER last_name TYPE varchar(60);
ALTER TABLE staff.employee ADD mail text;
CREATE UNIQUE INDEX employee_mail ON staff.employee (lower(mail));
ALTER TABLE staff.title RENAME TO position;
ALTER TABLE staff.position RENAME CONSTRAINT title_pkey TO position_pkey;
ALTER TABLE staff.position RENAME CONSTRAINT title_emp_no_fkey TO position_emp_no_fkey;
